import { expect, test } from 'vitest';
import { findError } from '../../core/errors/defineErrors.js';
import { apiError } from '../../sequencerClient/apiErrors.js';
import { sequencerClientError } from '../../sequencerClient/sequencerClientErrors.js';
import type { CliIo } from '../io/CliIo.js';
import { waitFor } from './waitFor.js';

/** A clock that goes on with every pause. */
function clock(): CliIo {
  let now = 0;
  const pause = async (ms: number) => {
    now += ms / 1000;
  };
  return { now: () => now, pause } as unknown as CliIo;
}

function answering(...answers: (string | undefined)[]) {
  return async (): Promise<string | undefined> => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const toError = findError(answer, [apiError, sequencerClientError]);
    if (toError) throw toError();
    return answer;
  };
}

test('behavior: a sequencer that restarts meanwhile is waited for', async () => {
  const ask = answering(undefined, 'sequencer-client/unreachable', 'sequencer/not-ready', 'final');
  expect(await waitFor({ io: clock(), timeoutSeconds: 10, what: 'it' }, ask)).toBe('final');
});

test('error: what does not pass, and what does not pass in time', async () => {
  const limits = { timeoutSeconds: 3, what: 'it' };
  await expect(waitFor({ io: clock(), ...limits }, answering('sequencer-client/unreachable'))).rejects.toMatchObject({
    code: 'sequencer-client/unreachable',
  });
  await expect(waitFor({ io: clock(), ...limits }, answering('sequencer/unauthorized'))).rejects.toMatchObject({
    code: 'sequencer/unauthorized',
  });
  await expect(waitFor({ io: clock(), ...limits }, answering(undefined, 'sequencer/not-ready'))).rejects.toMatchObject({
    code: 'cli/wait-timeout',
    cause: { code: 'sequencer/not-ready' },
  });
});
