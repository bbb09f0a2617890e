import { expect, test } from 'vitest';
import { findMissingValue } from './findMissingValue.js';

const options = [
  { flags: '--json <file>', long: '--json', required: true },
  { flags: '-X, --method <method>', short: '-X', long: '--method', required: true },
  { flags: '-i, --include', short: '-i', long: '--include', required: false },
  { flags: '-n <number>', short: '-n', required: true },
];
const find = (line: string) => findMissingValue(line.split(' '), options);

test.each([
  ['--json --method POST', '--json <file>', '--method', '--json=--method'],
  ['--json --method=POST', '--json <file>', '--method', '--json=--method'],
  ['url --json -i', '--json <file>', '-i', '--json=-i'],
  ['--json --help', '--json <file>', '--help', '--json=--help'],
  ['--json a.json -X --include', '-X, --method <method>', '--include', '--method=--include'],
  ['-iX --json a.json', '-X, --method <method>', '--json', '--method=--json'],
  ['-n -i', '-n <number>', '-i', '-n-i'],
])('default: %s', (line, flags, name, attached) => {
  const way = `'${name}' is another option; as a value it is given as '${attached}'`;
  expect(find(line)).toBe(`option '${flags}' argument missing: ${way}`);
});

test.each([
  ['--json a.json --method POST'],
  ['--json=--method url'],
  ['-X-i url'],
  ['-iXi --json a.json'],
  ['-iXX --json a.json'],
  ['--json -5'],
  ['--json --other'],
  ['--json -- --method'],
  ['-- --json --method'],
  ['--include --json'],
  ['-x -i'],
])('behavior: %s is left to the command', (line) => {
  expect(find(line)).toBeUndefined();
});

test('behavior: what was given as a value is not repeated', () => {
  expect(find('--json --method=secret')).not.toContain('secret');
});
