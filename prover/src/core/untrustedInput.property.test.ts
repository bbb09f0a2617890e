import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Deployment, serializeDeployment } from '@tallystick/verifier-contracts';
import fc from 'fast-check';
import { type Address, getAddress } from 'viem';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test-support/temporaryFolder.js';
import { readDeploymentFile } from '../chain/readDeploymentFile.js';
import { parseArchived, serializeArchived } from '../provider/allowances/createFileAllowanceArchive.js';
import { BASE_FIELD_MODULUS, fromProofArgument } from '../proving/groth16/proof.js';
import { toSequencerError } from '../sequencerClient/errors.js';
import { parseSequencerAccount } from '../sequencerClient/parseSequencerAccount.js';
import { MAX_EPOCH, WATCH_DEPTH } from '../statements/uptime/constants.js';
import { parseWatchOpening, serializeWatchOpening } from '../statements/uptime/opening.js';
import { parseUptimeProof, serializeUptimeProof } from '../statements/uptime/statement.js';
import { parseUsageProof, serializeUsageProof } from '../statements/usage/statement.js';
import { computeDomain } from './domain.js';
import { TallystickError } from './errors/TallystickError.js';
import { FIELD_MODULUS, fieldToHex } from './field.js';
import { MAX_BALANCE, MAX_COUNTER, MAX_EXPIRY, MAX_NONCE, MAX_PRICE, MAX_SERIAL } from './limits.js';
import { parseProbeChallenge } from './probe.js';
import { parseReceipt, serializeReceipt } from './receipt/json.js';
import { serializeUnits, UNIT_KEYS } from './units.js';
import { parseWithdrawal, serializeWithdrawal } from './withdrawal.js';
import { parseDemand } from './x402/demand.js';
import { encodePayment, parsePayment, parsePaymentSignature, serializePayload } from './x402/payment.js';
import { parsePaymentResponse } from './x402/response.js';

const folder = temporaryFolder();

const upTo = (max: number, min = 0) => fc.integer({ min, max });
const amountTo = (max: bigint, min = 0n) => fc.bigInt({ min, max });
const field = amountTo(FIELD_MODULUS - 1n);
const word = amountTo(2n ** 256n - 1n).map(fieldToHex);
const address = amountTo(2n ** 160n - 1n, 1n).map(
  (value): Address => getAddress(`0x${value.toString(16).padStart(40, '0')}`),
);
const serial = upTo(MAX_SERIAL, 1);
const threeOf = (value: fc.Arbitrary<bigint>) =>
  fc.record({ computeUnitSeconds: value, storageGibHours: value, egressMib: value });
const units = threeOf(amountTo(MAX_COUNTER));
const prices = threeOf(amountTo(MAX_PRICE));
const signature = fc.record({ s: word, e: word });
const receipt = fc.record({ domain: field, serial, units, signature });
const three = fc.tuple(field, field, field);
const proof = fc
  .array(amountTo(BASE_FIELD_MODULUS - 1n), { minLength: 8, maxLength: 8 })
  .map((w) => fromProofArgument(w));
const terms = { providerSerial: upTo(MAX_SERIAL), prices, expiry: upTo(MAX_EXPIRY) };
const account = fc.record({
  serial,
  owner: fc.record({ x: field, y: field }),
  terms: fc.record(terms),
  balance: amountTo(MAX_BALANCE),
  counters: units,
  nonce: upTo(MAX_NONCE),
  status: fc.string(),
});

/** A parser of what somebody else wrote, the values it gives, and how they are written. */
type Parser<Value> = {
  values: fc.Arbitrary<Value>;
  toJson: (value: Value) => unknown;
  parse: (json: unknown) => unknown;
  runs?: number;
};

const parser = <Value>(given: Parser<Value>): Parser<unknown> => given as Parser<unknown>;
const base64 = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64');
const fromBase64 = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64').toString('utf8'));

const parsers: Record<string, Parser<unknown>> = {
  parseReceipt: parser({ values: receipt, toJson: serializeReceipt, parse: parseReceipt }),
  parseWithdrawal: parser({
    values: fc.record({
      serial,
      nonce: upTo(MAX_NONCE),
      amount: amountTo(MAX_BALANCE, 1n),
      recipient: address,
      signature,
    }),
    toJson: serializeWithdrawal,
    parse: parseWithdrawal,
  }),
  parsePayment: parser({
    values: fc.record({
      network: fc.string({ maxLength: 64 }),
      receipt,
      viewKey: fc.option(field, { nil: undefined }),
    }),
    toJson: (value) => fromBase64(encodePayment(value)),
    parse: (json) => parsePayment(base64(json)),
  }),
  parsePaymentSignature: parser({
    values: fc.record({
      network: fc.string({ maxLength: 64 }),
      receipt,
      viewKey: fc.option(field, { nil: undefined }),
    }),
    toJson: ({ network, ...paid }) => ({
      x402Version: 2,
      accepted: { scheme: 'tallystick', network },
      payload: serializePayload(paid),
    }),
    parse: (json) => parsePaymentSignature(base64(json)),
  }),
  parseSequencerAccount: parser({
    values: account,
    toJson: (value) => ({
      ...value,
      owner: { x: fieldToHex(value.owner.x), y: fieldToHex(value.owner.y) },
      terms: { ...value.terms, prices: serializeUnits(value.terms.prices) },
      balance: `${value.balance}`,
      counters: serializeUnits(value.counters),
    }),
    parse: parseSequencerAccount,
  }),
  parseDemand: parser({
    values: fc.record({
      code: fc.string(),
      network: fc.string(),
      domain: field,
      providerSerial: serial,
      prices,
      price: units,
      serial: fc.option(serial, { nil: undefined }),
      unitsOwed: fc.option(units, { nil: undefined }),
      latestReceipt: fc.option(receipt, { nil: undefined }),
    }),
    toJson: ({ code, network, latestReceipt, unitsOwed, ...value }) => ({
      code,
      accepts: [
        null,
        {
          scheme: 'tallystick',
          network,
          extra: {
            ...value,
            domain: fieldToHex(value.domain),
            prices: serializeUnits(value.prices),
            price: serializeUnits(value.price),
            ...(unitsOwed === undefined ? {} : { unitsOwed: serializeUnits(unitsOwed) }),
            ...(latestReceipt === undefined ? {} : { latestReceipt: serializeReceipt(latestReceipt) }),
          },
        },
      ],
    }),
    parse: (json) => {
      const demand = parseDemand(JSON.stringify(json));
      if (demand === undefined) return undefined;
      const { version, way, ...value } = demand;
      expect(version).toBe(1);
      expect((json as { accepts: unknown[] }).accepts).toContainEqual(way);
      return value;
    },
  }),
  parseProbeChallenge: parser({
    values: fc.record({
      version: fc.constant(1),
      watcher: address,
      provider: address,
      epoch: upTo(2 ** 31 - 1),
      slot: upTo(95),
      nonce: word,
      issuedAt: upTo(2 ** 31 - 1),
    }),
    toJson: (value) => value,
    parse: parseProbeChallenge,
  }),
  parseArchived: parser({
    values: fc.record({ serial, terms: fc.record({ ...terms, viewKey: field }) }),
    toJson: serializeArchived,
    parse: parseArchived,
  }),
  parseUptimeProof: parser({
    values: fc.record({
      statement: fc.constant('uptime' as const),
      provider: address,
      epoch: upTo(MAX_EPOCH),
      roots: fc.array(field, { minLength: 5, maxLength: 5 }),
      missedSlots: upTo(96),
      proof,
    }),
    toJson: serializeUptimeProof,
    parse: parseUptimeProof,
  }),
  parseUsageProof: parser({
    values: fc
      .record({
        statement: fc.constant('usage' as const),
        serial,
        rootBefore: field,
        rootAfter: field,
        resource: fc.constantFrom(...UNIT_KEYS),
        minIncrease: amountTo(MAX_COUNTER),
        batches: fc.option(fc.record({ before: amountTo(2n ** 32n - 1n), after: amountTo(2n ** 32n - 1n) })),
        proof,
      })
      .map(({ batches, ...rest }) => ({ ...rest, ...(batches === null ? {} : { batches }) })),
    toJson: serializeUsageProof,
    parse: parseUsageProof,
  }),
  parseWatchOpening: parser({
    values: fc.record({
      watcher: address,
      provider: address,
      epoch: upTo(MAX_EPOCH),
      bitmap: amountTo(2n ** 96n - 1n),
      salt: field,
      index: upTo(4 ** WATCH_DEPTH - 1),
      siblings: fc.array(three, { minLength: WATCH_DEPTH, maxLength: WATCH_DEPTH }),
      root: field,
    }),
    toJson: serializeWatchOpening,
    parse: parseWatchOpening,
  }),
  readDeploymentFile: parser({
    values: fc
      .record({
        chainId: upTo(2 ** 31 - 1, 1),
        rollup: address,
        token: address,
        accessManager: address,
        verifiers: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), address, { noNullPrototype: true }),
        operatorSerial: upTo(MAX_SERIAL),
        deployedAtBlock: amountTo(2n ** 63n),
        feeBps: upTo(1000),
        openFeeWei: amountTo(10n ** 20n),
        refundDelaySeconds: upTo(2 ** 31 - 1),
        admin: address,
        operator: address,
      })
      .map((value): Deployment => ({ ...value, domain: computeDomain(value) })),
    toJson: (value) => JSON.parse(serializeDeployment(value)) as unknown,
    parse: async (json) => {
      const path = join(folder, 'deployment.json');
      await writeFile(path, JSON.stringify(json));
      return readDeploymentFile(path);
    },
    runs: 200,
  }),
};

/** What a field holds that isn't as agreed: anything, and what is nearly right. */
const wrong = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    '',
    '0',
    '-1',
    '00',
    '0x',
    `0x${'f'.repeat(64)}`,
    `0x${'0'.repeat(40)}`,
    -1,
    0.5,
    2 ** 60,
    1e308,
  ),
  fc.bigInt().map((value) => `${value}`),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'x'.repeat(500)),
);

/** One place in a value of JSON, the whole included. */
type Place = (string | number)[];

function placesOf(json: unknown, place: Place = []): Place[] {
  if (typeof json !== 'object' || json === null) return [place];
  const inside = Array.isArray(json) ? [...json.entries()] : Object.entries(json);
  return [place, ...inside.flatMap(([name, value]) => placesOf(value, [...place, name]))];
}

/** The JSON with another value at a place, or without the place where there is none. */
function changed(json: unknown, [name, ...rest]: Place, value: unknown): unknown {
  if (name === undefined) return value;
  const copy = structuredClone(json) as Record<string | number, unknown>;
  if (rest.length > 0) copy[name] = changed(copy[name], rest, value);
  else if (value !== undefined) Object.defineProperty(copy, name, { value, enumerable: true, configurable: true });
  else if (Array.isArray(copy)) copy.splice(Number(name), 1);
  else delete copy[name];
  return copy;
}

describe.each(Object.entries(parsers))('%s', (_name, { values, toJson, parse, runs = 1_000 }) => {
  test('default: what was written is read', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        expect(await parse(JSON.parse(JSON.stringify(toJson(value))))).toEqual(value);
      }),
      { seed: 1, numRuns: runs / 4 },
    );
  });

  test('error: whatever else is there, a TallystickError names the field, or it is read', async () => {
    let refused = 0;
    const read = async (json: unknown): Promise<void> => {
      try {
        await parse(json);
      } catch (error) {
        if (!(error instanceof TallystickError)) throw error;
        refused += 1;
        expect(error.facts.field, error.code).toMatch(/./);
        // It can be answered and logged, whatever was given.
        expect(JSON.stringify(error).length).toBeLessThan(4_000);
      }
    };
    const damaged = fc
      .tuple(
        values.map((value) => JSON.parse(JSON.stringify(toJson(value))) as unknown),
        fc.nat(),
        fc.option(wrong),
        fc.boolean(),
      )
      .map(([json, at, value, isAdded]) => {
        const places = placesOf(json);
        const place = places[at % places.length] ?? [];
        return changed(
          json,
          isAdded ? [...place.slice(0, -1), 'more'] : place,
          place.length === 0 ? value : (value ?? undefined),
        );
      });
    await fc.assert(fc.asyncProperty(fc.oneof(damaged, wrong), read), { seed: 2, numRuns: runs });
    expect(refused).toBeGreaterThan(runs / 4);
  });
});

test('behavior: what is told by the way never throws, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), upTo(599, 400), (json, text, status) => {
      for (const header of [text, base64(json), null]) {
        const report = parsePaymentResponse(header, 7);
        if (report === undefined) continue;
        const units = {
          computeUnitSeconds: expect.any(BigInt),
          storageGibHours: expect.any(BigInt),
          egressMib: expect.any(BigInt),
        };
        expect([null, undefined, units]).toContainEqual(report.unitsUsed);
        expect([null, units]).toContainEqual(report.unitsCharged);
      }
      expect(toSequencerError(status, json)).toBeInstanceOf(TallystickError);
      expect(toSequencerError(status, { code: text, facts: json, field: json, remedy: text })).toBeInstanceOf(
        TallystickError,
      );
    }),
    { seed: 3, numRuns: 1_000 },
  );
});

test('error: a deployment file that is no JSON is named', async () => {
  const path = join(folder, 'no.json');
  await writeFile(path, '{');
  await expect(readDeploymentFile(path)).rejects.toMatchObject({
    code: 'chain/bad-deployment',
    facts: { file: path, field: 'path', expected: 'a file of JSON' },
  });
});
