import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CourtsDeployment } from './CourtsDeployment.js';
import type { Deployment } from './Deployment.js';
import { parseDeployment } from './parseDeployment.js';
import { readDeployment } from './readDeployment.js';
import { serializeDeployment } from './serializeDeployment.js';
import { writeDeployment } from './writeDeployment.js';

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  return { ...real, rename: vi.fn(real.rename) };
});

const address = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const deployment: Deployment = {
  chainId: 31337,
  rollup: address,
  token: address,
  accessManager: address,
  verifiers: { tiny: address },
  domain: 7n,
  operatorSerial: 1,
  deployedAtBlock: 12n,
  feeBps: 100,
  openFeeWei: 10n ** 13n,
  refundDelaySeconds: 86_400,
  admin: address,
  operator: address,
};
const courts: CourtsDeployment = {
  stakeRegistry: address,
  uptimeCourt: address,
  usageVerifier: address,
  uptimeProofVerifier: address,
  usageProofVerifier: address,
  stakeToken: address,
  deployedAtBlock: 13n,
  genesis: 1_760_000_000,
  slotSeconds: 900,
  windows: { postSeconds: 3600, demandSeconds: 3600, revealSeconds: 7200, proofSeconds: 14_400, slashSeconds: 86_400 },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readDeployment', () => {
  test('default: reads what writeDeployment wrote', async () => {
    const path = join(folder, 'new', 'deployment.json');
    await writeDeployment(path, deployment);
    expect(await readDeployment(path)).toEqual(deployment);
  });

  test('behavior: with courts', async () => {
    const path = join(folder, 'courts.json');
    await writeDeployment(path, { ...deployment, courts });
    expect(await readDeployment(path)).toEqual({ ...deployment, courts });
  });

  test('error: a file that cannot be written, with what was to be in it and nothing beside it', async () => {
    const path = join(folder, 'taken');
    await mkdir(path);
    const content = serializeDeployment(deployment);
    await expect(writeDeployment(path, deployment)).rejects.toMatchObject({
      code: 'deployment/unwritable',
      facts: { given: path, reason: 'EISDIR', content },
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('taken'))).toEqual(['taken']);
  });

  test('behavior: a file that is mounted by itself, which nothing can take the place of, is written in place', async () => {
    const path = join(folder, 'mounted.json');
    await writeFile(path, 'before');
    // Only root may mount; the system's answer is the same.
    vi.mocked(rename).mockRejectedValueOnce(Object.assign(new Error('busy'), { code: 'EBUSY' }));
    await writeDeployment(path, deployment);
    expect(await readDeployment(path)).toEqual(deployment);
    expect((await readdir(folder)).filter((name) => name.startsWith('mounted'))).toEqual(['mounted.json']);
  });

  test('error: no file', async () => {
    const path = join(folder, 'missing.json');
    await expect(readDeployment(path)).rejects.toMatchObject({
      code: 'deployment/not-found',
      facts: { field: 'path', given: path, expected: 'a file that can be read' },
      // The code's, as docs/errors.md has it.
      remedy: 'Give the path of a file that a deployment wrote.',
    });
  });

  test('error: not JSON', async () => {
    const path = join(folder, 'torn.json');
    await writeFile(path, '{"chainId":');
    await expect(readDeployment(path)).rejects.toMatchObject({
      code: 'deployment/malformed',
      facts: { field: 'path', given: path, expected: 'a file of JSON' },
    });
  });
});

describe('parseDeployment', () => {
  const json = () => JSON.parse(serializeDeployment(deployment)) as Record<string, unknown>;

  test.each([
    ['chainId', '31337'],
    ['rollup', '0x12'],
    ['token', undefined],
    ['verifiers', [address]],
    ['domain', '7'],
    ['deployedAtBlock', -1],
    ['openFeeWei', '1e13'],
    ['feeBps', 1001],
    ['operatorSerial', 2 ** 32],
    ['operatorSerial', 1.5],
  ])('error: %s is %j', (field, given) => {
    expect(() => parseDeployment({ ...json(), [field]: given })).toThrow(
      expect.objectContaining({ code: 'deployment/malformed', facts: expect.objectContaining({ field, given }) }),
    );
  });

  test('error: an address of a verifier', () => {
    expect(() => parseDeployment({ ...json(), verifiers: { tiny: 'x' } })).toThrow(
      expect.objectContaining({
        code: 'deployment/malformed',
        facts: expect.objectContaining({ field: 'verifiers.tiny' }),
      }),
    );
  });

  test.each([
    ['courts', null, null],
    ['courts.uptimeCourt', { uptimeCourt: '0x' }, '0x'],
    ['courts.deployedAtBlock', { deployedAtBlock: 13 }, 13],
    ['courts.slotSeconds', { slotSeconds: 0 }, 0],
    ['courts.windows', { windows: undefined }, undefined],
    ['courts.windows.proofSeconds', { windows: { ...courts.windows, proofSeconds: '1' } }, '1'],
  ])('error: %s', (field, changes, given) => {
    const section = JSON.parse(serializeDeployment({ ...deployment, courts })).courts as Record<string, unknown>;
    const changed = changes === null ? null : { ...section, ...changes };
    expect(() => parseDeployment({ ...json(), courts: changed })).toThrow(
      expect.objectContaining({ code: 'deployment/malformed', facts: expect.objectContaining({ field, given }) }),
    );
  });

  test.each([null, 5, 'text', []])('error: %j instead of an object', (given) => {
    expect(() => parseDeployment(given)).toThrow(expect.objectContaining({ code: 'deployment/malformed' }));
  });
});
