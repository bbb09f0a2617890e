import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureCircuit } from '../../../test-support/fixtureCircuit.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import type { ProgressEvent } from '../../core/progress/ProgressEvent.js';
import { DEVELOPMENT_STRING, IGNITION } from './constants.js';
import { loadArtifacts, loadCircuitArtifacts } from './loadArtifacts.js';

const cacheDir = temporaryFolder();
const options = { cacheDir, referenceString: 'development' } as const;

async function load(): Promise<{ hash: string; started: string[] }> {
  const started: string[] = [];
  const onProgress = ({ step, status }: ProgressEvent) => status === 'start' && started.push(step);
  const { hash } = await loadCircuitArtifacts('fixture', fixtureCircuit, { ...options, onProgress });
  return { hash, started };
}

test('default: made once, then found', async () => {
  const artifacts = await loadCircuitArtifacts('fixture', fixtureCircuit, options);
  expect(artifacts).toMatchObject({ publicInputs: 3, referenceString: { kind: 'development' } });
  expect(artifacts.gates).toBeGreaterThan(1000);
  for (const [i, word] of DEVELOPMENT_STRING.g2.entries()) {
    expect(artifacts.verifier.source).toContain(word);
    expect(artifacts.verifier.deployedBytecode).toContain(word.replace(/^(00)+/, ''));
    expect(artifacts.verifier.source).not.toContain(IGNITION.g2[i]);
  }
  expect(await load()).toEqual({ hash: artifacts.hash, started: [] });
});

test('behavior: what is damaged in the cache is made again', async () => {
  const { hash } = await load();
  for (const kind of ['circuits', 'keys']) {
    for (const name of readdirSync(join(cacheDir, kind))) writeFileSync(join(cacheDir, kind, name), 'damaged');
  }
  const again = await load();
  expect(again).toEqual({ hash, started: ['compile', 'verification-key', 'verifier'] });
});

test('error: the development string on a chain of value', async () => {
  await expect(loadCircuitArtifacts('fixture', fixtureCircuit, { ...options, chainId: 1 })).rejects.toMatchObject({
    code: 'artifacts/development-string-refused',
    facts: { given: 1 },
  });
});

test('error: sources that do not compile', async () => {
  const sources = { ...fixtureCircuit.sources, 'fixture/src/main.nr': 'fn main() { nonsense }' };
  const failure = await loadCircuitArtifacts('x', { ...fixtureCircuit, sources }, options).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'artifacts/compile-failed', facts: { circuit: 'fixture' } });
  expect(String((failure as Error).cause)).toContain('nonsense');
});

test('error: more gates than the shape promises', async () => {
  const failing = loadCircuitArtifacts('fixture', { ...fixtureCircuit, logGates: 11 }, options);
  await expect(failing).rejects.toMatchObject({ code: 'artifacts/circuit-too-large', facts: { expected: 2048 } });
});

test('error: no such shape', () => {
  expect(() => loadArtifacts({ shape: 'huge' })).toThrowError(
    expect.objectContaining({ code: 'artifacts/unknown-shape' }),
  );
});
