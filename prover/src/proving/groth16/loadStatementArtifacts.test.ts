import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import type { ProgressEvent } from '../../core/progress/ProgressEvent.js';
import { loadStatementArtifacts } from './loadStatementArtifacts.js';
import type { StatementName } from './statementArtifacts.js';
import { assertStatementKeysAllowed } from './statementArtifacts.js';

const empty = temporaryFolder();

test.each([
  ['uptime', 8, 15_313],
  ['usage', 5, 10_249],
] as const)(
  'default: everything about %s, made once, then found within a second',
  async (statement, inputs, constraints) => {
    const artifacts = await loadStatementArtifacts({ statement, chainId: 31_337 });
    expect(artifacts).toMatchObject({ statement, constraints, setup: { kind: 'development' } });
    expect(artifacts.publicInputs).toHaveLength(inputs);
    expect(artifacts.verificationKey).toMatchObject({ protocol: 'groth16', curve: 'bn128', nPublic: inputs });
    for (const file of [artifacts.wasm, artifacts.r1cs, artifacts.zkey]) expect(existsSync(file)).toBe(true);

    const events: ProgressEvent[] = [];
    const startMs = performance.now();
    const again = await loadStatementArtifacts({ statement, onProgress: (event) => events.push(event) });
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(again).toEqual(artifacts);
    // Nothing was made; that the keys are insecure is said each time.
    expect(events).toMatchObject([{ status: 'notice', detail: expect.stringContaining('INSECURE') }]);
  },
);

test('behavior: the notice comes once to each listener', async () => {
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => events.push(event);
  await loadStatementArtifacts({ statement: 'usage', onProgress });
  await loadStatementArtifacts({ statement: 'uptime', onProgress });
  expect(events.filter(({ status }) => status === 'notice')).toHaveLength(1);
});

test.each([1, 10, 11_155_111])('error: development keys for chain %i', async (chainId) => {
  const failing = loadStatementArtifacts({ statement: 'usage', chainId, cacheDir: empty });
  await expect(failing).rejects.toMatchObject({
    code: 'artifacts/development-keys-refused',
    facts: { field: 'chainId', given: chainId },
  });
  expect(() => assertStatementKeysAllowed({ kind: 'ceremony' }, chainId)).not.toThrow();
});

test.each([
  ['zkey', { ptau: 'a.ptau' }],
  ['ptau', { zkey: 'a.zkey' }],
])('error: a ceremony without its %s', async (field, files) => {
  await expect(loadStatementArtifacts({ statement: 'usage', ...files })).rejects.toMatchObject({
    code: 'artifacts/ceremony-incomplete',
    facts: { field },
  });
});

test('error: no such statement', async () => {
  await expect(loadStatementArtifacts({ statement: 'downtime' as StatementName })).rejects.toMatchObject({
    code: 'artifacts/unknown-statement',
    facts: { given: 'downtime', expected: ['uptime', 'usage'] },
  });
});
