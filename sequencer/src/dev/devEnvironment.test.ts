import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { formatDevEnvironment } from './devEnvironment.js';

test('default: a shell takes every value as it is, finds the commands, and has no variable that would come first', () => {
  const value = `it's "$HOME" \`x\` \\ #`;
  const lines = formatDevEnvironment({ TALLYSTICK_STATE: value }, "/a'b/bin");
  const script = `${lines}printf '%s\\n' "$TALLYSTICK_STATE" "$PATH" "\${TALLYSTICK_KEY_FILE-none}"`;
  const env = { PATH: '/usr/bin:/bin', TALLYSTICK_KEY_FILE: 'old.key' };
  const { stdout } = spawnSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' });
  expect(stdout.split('\n')).toEqual([value, "/a'b/bin:/usr/bin:/bin", 'none', '']);
});
