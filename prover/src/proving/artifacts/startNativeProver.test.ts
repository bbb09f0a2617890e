import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Barretenberg } from '@aztec/bb.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtureCircuit } from '../../../test-support/fixtureCircuit.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { bytecodeOf, compileCircuit } from './circuit.js';
import { PROOF_SETTINGS } from './constants.js';
import { type NativeProver, startNativeProver } from './startNativeProver.js';

const cacheDir = temporaryFolder();
let folder: string;
let prover: NativeProver | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-native-'));
});
afterEach(async () => {
  await prover?.destroy();
  await rm(folder, { recursive: true, force: true });
});

const childOf = (native: Barretenberg) => (native as unknown as { backend: { process: ChildProcess } }).backend.process;

async function computeKey(crsPath: string, before: (native: Barretenberg) => void = () => {}): Promise<unknown> {
  const bytecode = bytecodeOf(await compileCircuit({ circuit: fixtureCircuit, cacheDir }));
  prover = await startNativeProver({ crsPath, threads: 1 });
  return prover
    .call('circuitComputeVk', (native) => {
      const key = native.circuitComputeVk({ circuit: { name: 'fixture', bytecode }, settings: PROOF_SETTINGS });
      before(native);
      return key;
    })
    .catch((error: unknown) => error);
}

test('error: killed in the middle of a call', async () => {
  const error = await computeKey(folder, (native) => childOf(native).kill('SIGKILL'));
  expect(error).toMatchObject({
    code: 'artifacts/prover-failed',
    message: 'The native prover was ended by SIGKILL: killed',
    facts: { call: 'circuitComputeVk', reason: 'killed', signal: 'SIGKILL' },
    remedy: expect.stringContaining('memory'),
  });
});

test('behavior: how it ended is waited for: the end of its connection is known before', async () => {
  prover = await startNativeProver({ crsPath: folder, threads: 1 });
  const killed = prover.call('circuitComputeVk', async (native) => {
    childOf(native).kill('SIGKILL');
    throw new Error('Socket connection ended unexpectedly');
  });
  await expect(killed).rejects.toMatchObject({ facts: { reason: 'killed', signal: 'SIGKILL' } });
});

test('error: a reference string that is no folder', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const error = await computeKey(file);
  expect(error).toMatchObject({
    code: 'artifacts/prover-failed',
    message: 'The native prover refused a call: folder unusable',
    facts: { reason: 'folder unusable', detail: expect.stringContaining(file) },
    remedy: expect.stringContaining('CRS_PATH'),
  });
});

test('error: what it refuses is told in its own words, and it goes on', async () => {
  prover = await startNativeProver({ crsPath: folder, threads: 1 });
  const refuse = () =>
    prover
      ?.call('circuitComputeVk', (native) =>
        native.circuitComputeVk({
          circuit: { name: 'none', bytecode: new Uint8Array([1, 2, 3]) },
          settings: PROOF_SETTINGS,
        }),
      )
      .catch((error: unknown) => error);
  for (let i = 0; i < 2; i++) {
    expect(await refuse()).toMatchObject({
      code: 'artifacts/prover-failed',
      message: expect.stringContaining('Assertion failed'),
      facts: { reason: 'refused', said: expect.arrayContaining([expect.stringContaining('expected msgpack format')]) },
    });
  }
});
