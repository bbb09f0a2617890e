import { expect, test } from 'vitest';
import { createTail } from './createTail.js';
import { type ProverFailure, toProverError } from './toProverError.js';

const failure = (parts: Partial<ProverFailure>) =>
  toProverError({ call: 'circuitProve', cause: new Error('Socket connection ended unexpectedly'), said: [], ...parts });

test.each<[string, Partial<ProverFailure>, RegExp]>([
  ['disk full', { exitCode: 1, said: ['write failed: No space left on device'] }, /other folders in TALLYSTICK_CACHE/],
  [
    'not permitted',
    { exitCode: 1, said: ['open /cache/bn254_g1.dat: Permission denied'] },
    /Let this user read and write/,
  ],
  ['not permitted', { said: ['Read-only file system'] }, /Let this user read and write/],
  [
    'folder unusable',
    { cause: new Error('filesystem error: in create_directories: File exists') },
    /have to be folders/,
  ],
  ['folder unusable', { exitCode: 1, said: ['Error: Could not start IPC server'] }, /have to be folders/],
  ['out of memory', { exitCode: 134, said: ['terminate called after std::bad_alloc'] }, /more memory/],
  ['killed', { signal: 'SIGKILL' }, /ended it for its memory/],
  ['crashed', { signal: 'SIGILL' }, /for the processor of this machine/],
])('default: %s, by what it said or how it ended', (reason, parts, remedy) => {
  const error = failure(parts);
  expect(error).toMatchObject({ code: 'artifacts/prover-failed', facts: { call: 'circuitProve', reason } });
  expect(error.remedy).toMatch(remedy);
});

test('behavior: a cause that cannot be told is told as it is', () => {
  expect(failure({ exitCode: 1, said: ['something else'] })).toMatchObject({
    message: 'The native prover ended with code 1: ended',
    facts: { reason: 'ended', exitCode: 1, detail: 'Socket connection ended unexpectedly', said: ['something else'] },
    remedy: expect.stringContaining('report it'),
  });
  expect(failure({ cause: new Error('Assertion failed: x\nReason: y') })).toMatchObject({
    message: 'The native prover refused a call: Assertion failed: x',
    facts: { reason: 'refused', detail: 'Assertion failed: x', said: [] },
  });
});

test('behavior: of what it prints the last lines stay, each cut, without those of every start', () => {
  const tail = createTail();
  for (const line of ['IPC server ready', 'Scheme is: ultra_honk', '', 'x'.repeat(1000)]) tail.add(line);
  for (let i = 0; i < 20; i++) tail.add(`line ${i}`);
  expect(tail.lines()).toEqual([12, 13, 14, 15, 16, 17, 18, 19].map((i) => `line ${i}`));
  const long = createTail();
  long.add('x'.repeat(1000));
  expect(long.lines()).toEqual(['x'.repeat(300)]);
});
