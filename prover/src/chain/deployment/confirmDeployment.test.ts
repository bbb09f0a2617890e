import { circuits } from '@tallystick/circuits';
import { type Deployment, rollupAbi } from '@tallystick/verifier-contracts';
import { createTestClient, type Hex, http, toHex } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliWorld, createCliWorld } from '../../../test-support/createCliWorld.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { confirmDeployment } from './confirmDeployment.js';

const [shape] = circuits.batch.shapes;
if (shape === undefined) throw new Error('no shape');
const { name } = shape;

/** The deployment that is asked about, and another one on the same chain, of somebody who would like to be paid. */
let world: CliWorld;
let foreign: Deployment;
let told: Deployment & { courts: NonNullable<Deployment['courts']> };

beforeAll(async () => {
  world = await createCliWorld({ shape, slotSeconds: 15 });
  told = { ...world.deployment, courts: world.courts };
  foreign = await world.deployAnother(5);
  await loadCrypto();
});
afterAll(() => world?.stop());

const confirm = (deployment: Deployment, rollup?: Hex) =>
  confirmDeployment({ publicClient: world.publicClient, deployment, rollup });
const setCode = (address: Hex, bytecode: Hex) =>
  createTestClient({ chain: foundry, mode: 'anvil', transport: http(world.rpcUrl) }).setCode({ address, bytecode });

test('default: what is right is confirmed, with and without its address known', async () => {
  for (const rollup of [undefined, told.rollup, told.rollup.toLowerCase() as Hex]) {
    expect(await confirm(told, rollup)).toEqual({ deployment: told, changes: [], isKnownCode: true });
  }
  const { courts: _, ...withoutCourts } = told;
  expect((await confirm(withoutCourts)).deployment).toEqual(withoutCourts);
});

describe('error: a lie about what nobody can change', () => {
  const windows = ['postSeconds', 'demandSeconds', 'revealSeconds', 'proofSeconds', 'slashSeconds'] as const;
  const lies: [field: string, lie: () => Deployment, code?: string][] = [
    ['chainId', () => ({ ...told, chainId: 1 })],
    ['rollup', () => ({ ...told, rollup: foreign.admin })],
    // Answers, but not as a rollup of this version would.
    ['rollup', () => ({ ...told, rollup: told.token }), 'chain/foreign-code'],
    // A rollup, but not that of the rest.
    ['token', () => ({ ...told, rollup: foreign.rollup })],
    ['token', () => ({ ...told, token: foreign.token })],
    ['accessManager', () => ({ ...told, accessManager: foreign.accessManager })],
    ['accessManager', () => ({ ...told, accessManager: told.token }), 'chain/foreign-code'],
    ['domain', () => ({ ...told, domain: told.domain + 1n })],
    ['refundDelaySeconds', () => ({ ...told, refundDelaySeconds: 7200 })],
    ['deployedAtBlock', () => ({ ...told, deployedAtBlock: told.deployedAtBlock + 1n })],
    ['admin', () => ({ ...told, admin: foreign.admin })],
    ['operator', () => ({ ...told, operator: foreign.operator })],
    ...windows.map((window): [string, () => Deployment] => [
      `courts.windows.${window}`,
      () => court({ windows: { ...told.courts.windows, [window]: 1 } }),
    ]),
    ['courts.stakeRegistry', () => court({ stakeRegistry: foreignCourts().stakeRegistry })],
    ['courts.stakeRegistry', () => court({ stakeRegistry: told.token }), 'chain/foreign-code'],
    ['courts.uptimeCourt', () => court({ uptimeCourt: foreignCourts().uptimeCourt })],
    ['courts.usageVerifier', () => court({ usageVerifier: foreignCourts().usageVerifier })],
    ['courts.usageVerifier', () => court({ usageVerifier: told.admin })],
    ['courts.uptimeProofVerifier', () => court({ uptimeProofVerifier: foreignCourts().uptimeProofVerifier })],
    ['courts.usageProofVerifier', () => court({ usageProofVerifier: foreignCourts().usageProofVerifier })],
    ['courts.stakeToken', () => court({ stakeToken: foreign.token })],
    ['courts.deployedAtBlock', () => court({ deployedAtBlock: told.courts.deployedAtBlock + 1n })],
    ['courts.genesis', () => court({ genesis: told.courts.genesis + 1 })],
    ['courts.slotSeconds', () => court({ slotSeconds: 16 })],
  ];
  const court = (courts: Partial<typeof told.courts>): Deployment => ({
    ...told,
    courts: { ...told.courts, ...courts },
  });
  const foreignCourts = () => {
    if (foreign.courts === undefined) throw new Error('no courts');
    return foreign.courts;
  };

  test.each(lies)('%s', async (field, lie, code = 'chain/deployment-differs') => {
    await expect(confirm(lie())).rejects.toMatchObject({ code, facts: { field } });
  });

  test('every court of another deployment at once', async () => {
    const lie = { ...told, courts: foreignCourts() };
    await expect(confirm(lie)).rejects.toMatchObject({ facts: { field: 'courts.stakeRegistry' } });
  });
});

test('error: another rollup than the one whose address is known, however right it is by itself', async () => {
  expect((await confirm(foreign)).deployment.rollup).toBe(foreign.rollup);
  await expect(confirm(foreign, told.rollup)).rejects.toMatchObject({
    code: 'chain/deployment-differs',
    facts: { field: 'rollup', given: foreign.rollup, expected: told.rollup },
  });
});

test('behavior: fees and verifiers are those of the chain, whatever was said', async () => {
  const lie = {
    ...told,
    feeBps: 1,
    openFeeWei: 1n,
    operatorSerial: 9,
    verifiers: { [name]: told.token, other: told.token },
  };
  const { deployment, changes } = await confirm(lie);
  expect(deployment).toEqual(told);
  expect(changes).toEqual([
    { field: 'feeBps', given: 1, present: 100 },
    { field: 'openFeeWei', given: 1n, present: told.openFeeWei },
    { field: 'operatorSerial', given: 9, present: 1 },
    { field: `verifiers.${name}`, given: told.token, present: told.verifiers[name] },
    { field: 'verifiers.other', given: told.token, present: null },
  ]);
  const { writer, publicClient } = world;
  const call = { address: told.rollup, abi: rollupAbi, functionName: 'setFeeBps', args: [50] } as const;
  await publicClient.waitForTransactionReceipt({ hash: await writer(0).writeContract(call) });
  expect(await confirm(told)).toMatchObject({
    deployment: { feeBps: 50 },
    changes: [{ field: 'feeBps', given: 100, present: 50 }],
  });
});

test('error: a rollup whose signatures would be those of another one', async () => {
  const code = (await world.publicClient.getCode({ address: told.rollup })) ?? '0x';
  const domain = foreign.domain;
  const word = (value: bigint) => toHex(value, { size: 32 }).slice(2);
  // Among the values that the constructor puts into the code: the code itself stays that of this version.
  await setCode(told.rollup, code.replaceAll(word(told.domain), word(domain)) as Hex);
  const error = { code: 'chain/deployment-differs', facts: { field: 'domain', given: domain, expected: told.domain } };
  await expect(confirm({ ...told, domain })).rejects.toMatchObject(error);
  await setCode(told.rollup, code);
});

test('behavior: other code, which answers the same, passes only under an address that is known', async () => {
  const code = (await world.publicClient.getCode({ address: told.rollup })) ?? '0x';
  await setCode(told.rollup, `${code}00`);
  await expect(confirm(told)).rejects.toMatchObject({ code: 'chain/foreign-code', facts: { field: 'rollup' } });
  expect(await confirm(told, told.rollup)).toMatchObject({ isKnownCode: false });
  await setCode(told.rollup, code);
});
