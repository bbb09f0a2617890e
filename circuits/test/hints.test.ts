import { Noir } from '@noir-lang/noir_js';
import { describe, expect, test } from 'vitest';
import { batchSources, circuits, shapeNamed } from '../scripts/batch-sources.mjs';
import { compile } from '../scripts/compile.mjs';
import { loadPrimitives } from '../scripts/primitives.mjs';
import { batchInputs, type Scenario } from './support/TestBatch.js';

const shape = shapeNamed('tiny');

/** Every unconstrained function with a way to lie: in `file`, `honest` (found once) becomes `lie`. */
const lies = [
  {
    name: 'header: a now that borrows from the fee',
    file: 'header.nr',
    honest: '(low % 0x1000000000000) as Field,\n        ((low >> 48) % 0x10000) as Field,',
    lie: '(low % 0x1000000000000) as Field + 0x1000000000000,\n        ((low >> 48) % 0x10000) as Field - 1,',
  },
  {
    name: 'header: open slots in another order',
    file: 'header.nr',
    honest: 'if i < count {',
    lie: 'if i + count >= OPENS {',
  },
  {
    name: 'serial: a digit of 4 and one less in the next',
    file: 'cap.nr',
    honest: '(digits, rest as Field)',
    lie: 'digits[0] += 4;\n    digits[1] -= 1;\n    (digits, rest as Field)',
  },
  {
    name: 'serial: another cell, made up for by a digit',
    file: 'cap.nr',
    honest: '(digits, rest as Field)',
    lie: 'digits[LEVELS - 1] -= 4;\n    (digits, rest as Field + 1)',
  },
  {
    name: 'path: no selector at all',
    file: 'tree.nr',
    honest: 'selectors[level][i] = 1;',
    lie: 'selectors[level][i] = 0;',
  },
  {
    name: 'path: the neighbour',
    file: 'tree.nr',
    honest: 'if digits[level] == i as Field {',
    lie: 'if digits[level] != i as Field {',
  },
  {
    name: 'path: another difference',
    file: 'tree.nr',
    honest: 'Field {\n    value\n}',
    lie: 'Field {\n    value + 1\n}',
  },
  {
    name: 'fee: one less, the rest too large',
    file: 'settle.nr',
    honest: '((value / 10000) as Field, (value % 10000) as Field)',
    lie: '((value / 10000) as Field - 1, (value % 10000) as Field + 10000)',
  },
  {
    name: 'fee: a quotient in the field',
    file: 'settle.nr',
    honest: '((value / 10000) as Field, (value % 10000) as Field)',
    lie: '(product / 10000, 0)',
  },
  {
    name: 'credit sum: units in place of money',
    file: 'credit.nr',
    honest: '(parts[0], [parts[1], parts[2], parts[3]])',
    lie: '(parts[0] + TWO_POW_96, [parts[1] - 1, parts[2], parts[3]])',
  },
  {
    name: 'payout: more money for another recipient',
    file: 'withdraw.nr',
    honest: '(parts[0], parts[1])',
    lie: '(parts[0] + 0x10000000000000000000000, parts[1] - 1)',
  },
];

async function scenario() {
  const primitives = await loadPrimitives();
  const account = (serial: number) => ({
    serial,
    privateKey: BigInt(serial),
    owner: primitives.publicKey(BigInt(serial)),
    providerSerial: 0n,
    prices: [0n, 0n, 0n] as const,
    expiry: 0n,
    viewKey: 5n,
    balance: 1000n,
    counters: [1n, 1n, 1n] as const,
    nonce: 0n,
    blinding: 0n,
  });
  const [operator, provider, allowance] = [
    account(1),
    account(2),
    { ...account(21), providerSerial: 2n, prices: [17n, 3n, 5n] as const, expiry: 5000n },
  ];
  const opened = { ...account(22), counters: [0n, 0n, 0n] as const };
  const batch: Scenario = {
    domain: 1n,
    salt: 2n,
    header: { now: 4000n, feeBps: 333n, operatorSerial: 1n, firstSerial: 22n, openCount: 1n },
    opens: [{ account: opened }, { account: opened, active: false }],
    settles: [
      { account: allowance, units: [11n, 2n, 2n] },
      { account: allowance, units: [12n, 2n, 2n] },
      { account: allowance, active: false },
      { account: opened, active: false },
    ],
    credits: [operator, provider],
    withdrawals: [{ account: provider, amount: 5n, recipient: 7n }],
  };
  return batchInputs(primitives, shape, [operator, provider, allowance], batch);
}

describe('hints', () => {
  test('default: honest ones are proven', async () => {
    const noir = new Noir(await compile(batchSources(shape), circuits.batch.package));
    await expect(noir.execute(await scenario())).resolves.toBeDefined();
  });

  test.each(lies)('error: $name', async ({ file, honest, lie }) => {
    const sources = batchSources(shape);
    const path = circuits.batch.sources.find((source) => source.endsWith(`/${file}`)) ?? file;
    const parts = (sources[path] ?? '').split(honest);
    expect(parts, `${file} has the text to replace once`).toHaveLength(2);
    const noir = new Noir(await compile({ ...sources, [path]: parts.join(lie) }, circuits.batch.package));
    await expect(noir.execute(await scenario())).rejects.toThrow(/Circuit execution failed|Cannot satisfy constraint/);
  });

  test('behavior: every unconstrained function is lied about', () => {
    const sources = Object.entries(batchSources(shape));
    const hints = sources.flatMap(([path, text]) =>
      [...text.matchAll(/unconstrained fn (\w+)/g)].map(([, name]) => `${path.split('/').at(-1)} ${name}`),
    );
    const liedAbout = lies.map(({ file, honest }) => {
      const [, text = ''] = sources.find(([path]) => path.endsWith(`/${file}`)) ?? [];
      const [, name] = [...text.slice(0, text.indexOf(honest)).matchAll(/fn (\w+)/g)].at(-1) ?? [];
      return `${file} ${name}`;
    });
    expect(new Set(liedAbout)).toEqual(new Set(hints));
  });
});
