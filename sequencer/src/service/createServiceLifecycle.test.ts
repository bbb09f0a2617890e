import { TallystickError } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import { createLogger } from '../telemetry/createLogger.js';
import { createServiceLifecycle } from './createServiceLifecycle.js';

test('error: what does not stop in time is named by an error of the sequencer', async () => {
  const life = createServiceLifecycle({ timeoutMs: 50, logger: createLogger('silent') });
  life.add('database', async () => {});
  life.add('polling', () => new Promise(() => {}));
  const error: unknown = await life.stop().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TallystickError);
  expect(error).toMatchObject({ code: 'sequencer/stop-timeout', facts: { parts: ['polling'], timeoutMs: 50 } });
});
