import { loadPrimitives, type Point } from '../../scripts/primitives.mjs';
import { CircomProgram } from '../support/CircomProgram.js';
import { seeded } from '../support/seeded.js';
import type { TestAccount, Triple } from '../support/TestAccount.js';
import { loadPoseidon } from '../support/TestCommittee.js';
import { UptimeWorld } from './uptimeWorld.js';
import { UsageWorld } from './usageWorld.js';

/** A statement with honest inputs of several kinds, and the world in which they are true. */
export type StatementSubject = {
  name: 'uptime' | 'usage';
  program: CircomProgram;
  /** Honest inputs, by what is particular about them. */
  honest: Record<string, Parameters<CircomProgram['solve']>[0]>;
  /** Whether what the public signals say is so, whatever proves it. */
  isTrue(publicSignals: readonly bigint[]): boolean;
};

const MOST = 2n ** 44n - 1n;
const ALL_UP = 2n ** 96n - 1n;
const BEFORE: Triple = [10n, 20n, 30n];
const AFTER: Triple = [1_010n, 20n, MOST];

/** An earning account. */
export function earningAccount(owner: Point, changes: Partial<TestAccount> = {}): TestAccount {
  return {
    serial: 77,
    privateKey: 5n,
    owner,
    providerSerial: 0n,
    prices: [0n, 0n, 0n],
    expiry: 0n,
    viewKey: 99n,
    balance: 1_000n,
    counters: BEFORE,
    nonce: 1n,
    blinding: 123n,
    ...changes,
  };
}

export async function createUsageSubject(compiled?: CircomProgram): Promise<StatementSubject> {
  const [program, primitives] = await Promise.all([compiled ?? CircomProgram.statement('usage'), loadPrimitives()]);
  const owner = primitives.publicKey(5n);
  const world = new UsageWorld(primitives);
  const before = earningAccount(owner);
  const after = { ...before, counters: AFTER, balance: 2n ** 88n - 1n, nonce: 2n ** 24n - 1n, blinding: 456n };
  const last = 4 ** 16 - 1;
  return {
    name: 'usage',
    program,
    honest: {
      'less than the increase': world.inputs({ before, after }, { minIncrease: 999n }),
      'absent before, the most that there is': world.inputs(
        { before: undefined, after },
        { resource: 2n, minIncrease: MOST },
      ),
      'nothing, of the last account': world.inputs(
        { before: { ...before, serial: last }, after: { ...before, serial: last } },
        { resource: 1n },
      ),
      'of an empty account': world.inputs(
        {
          before: { ...before, serial: 0, counters: [0n, 0n, 0n], balance: 0n, nonce: 0n, blinding: 0n },
          after: { ...after, serial: 0 },
        },
        { resource: 2n, minIncrease: MOST - 1n },
      ),
    },
    isTrue: (publicSignals) => world.isTrue(publicSignals),
  };
}

export async function createUptimeSubject(compiled?: CircomProgram): Promise<StatementSubject> {
  const [program, hash] = await Promise.all([compiled ?? CircomProgram.statement('uptime'), loadPoseidon()]);
  const world = new UptimeWorld();
  const draw = seeded(1n);
  const bitmaps = Array.from({ length: 5 }, () => draw(96) | draw(96));
  const five = world.inputs({ hash, seed: 2n, bitmaps });
  return {
    name: 'uptime',
    program,
    honest: {
      'five members': five,
      'one left out': {
        ...five,
        bitmaps: five.bitmaps.map((bitmap, i) => (i === 2 ? 0n : bitmap)),
        present: five.present.map((present, i) => (i === 2 ? 0n : present)),
      },
      'two without a root': world.inputs({ hash, seed: 3n, bitmaps: [ALL_UP, undefined, draw(96), undefined, ALL_UP] }),
      'nobody posted': world.inputs({ hash, seed: 4n, bitmaps: Array.from({ length: 5 }, () => undefined) }),
    },
    isTrue: (publicSignals) => world.isTrue(publicSignals),
  };
}
