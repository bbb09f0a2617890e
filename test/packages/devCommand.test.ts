import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A command as it is built: the one of the other package is found in this project, and run by it. */
function run(bin: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [root + bin, ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

test.each([
  ['prover/bin/tallystick.mjs', 'tallystick dev'],
  ['sequencer/bin/tallystick-sequencer.mjs', 'tallystick-sequencer dev'],
])('default: the help of %s dev is called as the user called it', (bin, name) => {
  const { status, out } = run(bin, 'dev', '--help');
  expect(status).toBe(0);
  expect(out).toContain(`Usage: ${name} [options]`);
});

test('error: wrong usage is 2 through the other command too', () => {
  const unknown = run('prover/bin/tallystick.mjs', 'dev', '--no-such-option');
  expect(unknown).toMatchObject({ status: 2, out: '' });
  expect(unknown.err).toContain("error: unknown option '--no-such-option'");
  const wrong = run('prover/bin/tallystick.mjs', 'dev', '--port', 'x');
  expect(wrong).toMatchObject({ status: 2, out: '' });
  expect(wrong.err).toContain('error sequencer/bad-config: sequencer: expected an integer');
  expect(wrong.err).toContain('\n  remedy: ');
});
