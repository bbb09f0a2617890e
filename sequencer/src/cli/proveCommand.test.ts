import { expect, test } from 'vitest';
import { proveCommand } from './proveCommand.js';
import { startCommand } from './startCommand.js';

const none = 'postgresql://127.0.0.1:1/none';

test('error: no provers, which would end at once without a word', async () => {
  const command = proveCommand({ DATABASE_URL: none, TALLYSTICK_STORE_KEY: '5a'.repeat(32) });
  await expect(command.parseAsync(['--provers', '0'], { from: 'user' })).rejects.toMatchObject({
    code: 'sequencer/bad-config',
    facts: { field: 'provers', given: 0 },
  });
});

test('error: a file for the result that cannot be written is told before anything is connected', async () => {
  const env = {
    DATABASE_URL: none,
    TALLYSTICK_STORE_KEY: '5a'.repeat(32),
    TALLYSTICK_OPERATOR_KEY: `0x${'11'.repeat(32)}`,
  };
  for (const command of [proveCommand(env), startCommand(env)]) {
    await expect(command.parseAsync(['--json', '/dev/null/ready.json'], { from: 'user' })).rejects.toMatchObject({
      code: 'sequencer/bad-deployment',
      facts: { field: 'json', given: '/dev/null/ready.json' },
    });
  }
});
