import {
  accessToken,
  loadCrypto,
  serializeReceipt,
  signReceipt,
  TallystickError,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createSettlementIntake,
  type SettlementIntake,
} from '../../sequencer/src/intake/settlement/createSettlementIntake.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createPipelineWorld, type PipelineWorld } from '../support/createPipelineWorld.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let world: PipelineWorld;
/** Allowances of 1,000 token base units at 2 a unit-second. */
let serials: number[];

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
  const pool = await server.database();
  await migrate(pool);
  world = await createPipelineWorld(pool);
  for (let i = 0; i < 8; i++) await world.open();
  serials = [3, 4, 5, 6, 7, 8];
});
afterAll(async () => {
  await world?.queue.stop();
  await server?.stop();
});

/** The domain and the keys are those of the world. */
function body(serial: number, compute: bigint, { signer = serial, domain = 77n } = {}) {
  const units = { ...ZERO_UNITS, computeUnitSeconds: compute };
  return serializeReceipt(signReceipt({ domain, serial, units, privateKey: BigInt(signer) * 11n }));
}

/** Hands in with the provider's token. */
const asProvider = ({ submit }: SettlementIntake) => ({
  submit: (given: unknown) => submit(given, { authorization: world.authorization() }),
});

const codeOf = (outcome: PromiseSettledResult<unknown>): unknown =>
  outcome.status === 'rejected' && outcome.reason instanceof TallystickError ? outcome.reason.code : outcome.status;

/** Counts how often the store begins a transaction. */
function counting() {
  let transactions = 0;
  const { store } = world.intake;
  const transaction: typeof store.transaction = (work) => {
    transactions++;
    return store.transaction(work);
  };
  return { context: { ...world.intake, store: { ...store, transaction } }, count: () => transactions };
}

test('behavior: many at once share transactions, each has its own answer, and a bad one holds nobody up', async () => {
  const { context, count } = counting();
  const intake = asProvider(createSettlementIntake(context));
  const [first = 0, second = 0, third = 0] = serials;
  const outcomes = await Promise.allSettled([
    intake.submit(body(first, 10n)),
    intake.submit(body(second, 10n, { signer: third })),
    intake.submit(body(second, 501n)),
    intake.submit(body(99, 1n)),
    intake.submit(body(second, 20n, { domain: 78n })),
    intake.submit({ nonsense: true }),
    intake.submit(body(2, 1n)),
    ...serials.slice(2).map((serial) => intake.submit(body(serial, 30n))),
  ]);
  expect(outcomes.map(codeOf)).toEqual([
    'fulfilled',
    'receipt/bad-signature',
    'sequencer/beyond-balance',
    'sequencer/unknown-account',
    'receipt/wrong-domain',
    'receipt/malformed',
    'sequencer/not-an-allowance',
    ...serials.slice(2).map(() => 'fulfilled'),
  ]);
  // How many share one depends on how busy the machine is; without sharing, each that gets so far would have its own.
  expect(count()).toBeLessThan(3 + serials.slice(2).length);
  const { count: waiting } = await world.store.settlements.waiting();
  expect(waiting).toBe(5);
});

test('behavior: several of one allowance at once: the last one waits, the ones before are superseded, none goes back', async () => {
  const { context, count } = counting();
  const intake = asProvider(createSettlementIntake(context));
  const serial = serials[5] ?? 0;
  // Requests that overtake each other on their first way to the database have no order; from then on the signer is remembered.
  await intake.submit(body(serial, 31n));
  const before = count();
  // Something to do, so that the others gather.
  const lead = intake.submit(body(serials[4] ?? 0, 31n));
  const outcomes = await Promise.allSettled([
    lead,
    intake.submit(body(serial, 40n)),
    intake.submit(body(serial, 50n)),
    intake.submit(body(serial, 45n)),
    intake.submit(body(serial, 50n)),
  ]);
  expect(outcomes.map(codeOf)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'receipt/lower-than-settled',
    'fulfilled',
  ]);
  expect(count() - before).toBeLessThan(4);
  const [, , latest, , again] = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value);
  expect(again).toEqual(latest);
  const waiting = await world.store.settlements.open(serial);
  expect(waiting.map(({ receipt }) => receipt.units.computeUnitSeconds)).toEqual([50n]);
});

test('behavior: the same receipt again, or the same units, is the same settlement', async () => {
  const intake = asProvider(createSettlementIntake(world.intake));
  const receipt = body(serials[0] ?? 0, 60n);
  const first = await intake.submit(receipt);
  expect(first.status).toBe('pending');
  expect((await intake.submit(receipt)).id).toBe(first.id);
  expect((await intake.submit(body(serials[0] ?? 0, 60n))).id).toBe(first.id);
  const later = await intake.submit(body(serials[0] ?? 0, 61n));
  expect((await intake.submit(receipt)).status).toBe('superseded');
  expect((await world.store.settlements.open(serials[0] ?? 0)).map(({ id }) => id)).toEqual([later.id]);
});

test('error: an expired allowance; what fails inside reaches every caller of the group, and the next ones are taken', async () => {
  const intake = asProvider(createSettlementIntake({ ...world.intake, chainTime: () => 4_000_000_000 }));
  await expect(intake.submit(body(serials[1] ?? 0, 5n))).rejects.toMatchObject({
    code: 'sequencer/allowance-expired',
  });
  let isBroken = true;
  const { store } = world.intake;
  const transaction: typeof store.transaction = (work) =>
    isBroken ? Promise.reject(new Error('the database went away')) : store.transaction(work);
  const shaky = asProvider(createSettlementIntake({ ...world.intake, store: { ...store, transaction } }));
  const failed = await Promise.allSettled([shaky.submit(body(serials[1] ?? 0, 5n)), shaky.submit(body(5, 70n))]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect((await shaky.submit(body(serials[1] ?? 0, 5n))).status).toBe('pending');
});

test('error: whoever is not the provider can settle nothing, and is not told who it is', async () => {
  const { submit } = createSettlementIntake(world.intake);
  const [serial = 0] = serials;
  const full = (1n << 44n) - 1n;
  const units = { ...ZERO_UNITS, computeUnitSeconds: 62n, storageGibHours: full };
  const inflated = serializeReceipt(signReceipt({ domain: 77n, serial, units, privateKey: BigInt(serial) * 11n }));
  const own = `Bearer ${accessToken({ viewKey: world.viewKeyOf(serial), serial })}`;
  const before = await world.store.settlements.waiting();
  for (const authorization of [undefined, '', 'Bearer ', own, world.authorization().slice(0, -1)]) {
    await expect(submit(inflated, { authorization })).rejects.toMatchObject({
      code: 'sequencer/unauthorized',
      facts: { field: 'authorization', serial, expected: "the access token of the allowance's provider" },
    });
  }
  expect(await world.store.settlements.waiting()).toEqual(before);
});

test('error: a receipt that was taken in is answered to nobody but the provider either', async () => {
  const { submit } = createSettlementIntake(world.intake);
  const receipt = body(serials[3] ?? 0, 90n);
  const first = await submit(receipt, { authorization: world.authorization() });
  let kept = 0;
  const within = async () => {
    kept++;
  };
  // The same units under another signature too.
  for (const given of [receipt, body(serials[3] ?? 0, 90n)]) {
    await expect(submit(given, { within })).rejects.toMatchObject({ code: 'sequencer/unauthorized' });
    expect(await submit(given, { authorization: world.authorization() })).toEqual(first);
  }
  expect(kept).toBe(0);
  // Nor where the chain took the provider's open back, so that its token can't be told.
  const { rows } = await world.pool.query('select disclosed from opens where serial = 2');
  await world.pool.query('update opens set disclosed = null where serial = 2');
  await expect(submit(receipt, { within })).rejects.toMatchObject({ code: 'sequencer/unknown-provider' });
  await world.pool.query('update opens set disclosed = $1 where serial = 2', [rows[0].disclosed]);
});
