import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runSequencer } from './runSequencer.js';

let out: string;
let err: string;
beforeEach(() => {
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const run = (line: string, name?: string) => runSequencer(line.split(' '), {}, name);

test('default: the help calls the command as the user did', async () => {
  expect(await run('dev --help', 'tallystick')).toEqual({ code: 0, mayLinger: false });
  expect(out).toContain('Usage: tallystick dev [options]');
  expect(await run('dev faucet --help', 'tallystick')).toMatchObject({ code: 0 });
  expect(out).toContain('Usage: tallystick dev faucet [options]');
  expect(out).not.toContain('tallystick-sequencer');
  expect(await run('dev --help')).toMatchObject({ code: 0 });
  expect(out).toContain('Usage: tallystick-sequencer dev [options]');
});

test.each([
  ['dev --no-such-option', "unknown option '--no-such-option'"],
  ['dev faucet', "missing required argument 'address'"],
  ['dev --json --port 1', "option '--json <file>' argument missing: '--port' is another option"],
  ['start --json --port 1', "option '--json <file>' argument missing: '--port' is another option"],
  ['no-such-command', "unknown command 'no-such-command'"],
])('error: %s is wrong usage, with the way to the help', async (line, expected) => {
  expect(await run(line)).toEqual({ code: 2, mayLinger: false });
  expect(err).toContain(`error: ${expected}`);
  expect(err).toContain('(add --help for the options)');
});

test.each([
  ['dev --port 99999', 'sequencer: expected an integer from 0 to 65535, got "99999"', '--port <port>'],
  ['start --port x', 'port: expected an integer from 0 to 65535', '--port'],
])('error: %s is wrong usage too, with the remedy', async (line, message, option) => {
  expect(await run(line)).toEqual({ code: 2, mayLinger: false });
  expect(err).toContain(`error sequencer/bad-config: ${message}`);
  expect(err).toContain(option);
  expect(err).toContain('\n  remedy: Correct the option named in the facts;');
  expect(out).toBe('');
});

test('error: what failed otherwise ends with 1', async () => {
  expect(await run('stop --data-dir nowhere')).toEqual({ code: 1, mayLinger: false });
  expect(err).toContain('error sequencer/not-running:');
  expect(err).toContain('\n  remedy: ');
});
