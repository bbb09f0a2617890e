import Table from 'cli-table3';
import type { DemoResult } from './DemoResult.js';

const PLAIN = { style: { head: [], border: [] } };

/** The result as tables for a person who has never heard of the project. */
export function formatResult(result: DemoResult): string {
  const batches = new Table({
    ...PLAIN,
    head: ['batch', 'receipts settled', 'shape', 'gates', 'proved in', 'proof', 'gas', 'gas per receipt'],
  });
  for (const [index, batch] of result.batches.entries()) {
    batches.push([
      `${index + 1}`,
      `${batch.settlements}`,
      batch.shape,
      batch.gates.toLocaleString('en'),
      `${(batch.proveMs / 1000).toFixed(1)} s`,
      `${batch.proofBytes.toLocaleString('en')} bytes`,
      batch.gasUsed.toLocaleString('en'),
      batch.gasPerSettlement === null ? '–' : batch.gasPerSettlement.toLocaleString('en'),
    ]);
  }
  const balances = new Table({ ...PLAIN, head: ['who', 'balance of', 'before', 'after', 'expected', ''] });
  for (const { who, what, before, after, expected } of result.balances) {
    balances.push([who, what, tokens(before), tokens(after), tokens(expected), mark(after === expected)]);
  }
  const { usage, uptime } = result;
  const stakes = new Table({
    ...PLAIN,
    head: ['provider', 'slots missed', 'proved', 'gas', 'stake before', 'after', 'expected', ''],
  });
  for (const row of uptime.providers) {
    stakes.push([
      row.name,
      row.missedSlots === null ? 'proved nothing' : `${row.missedSlots}`,
      row.proveMs === null ? 'slashed by a keeper' : `by itself, in ${(row.proveMs / 1000).toFixed(1)} s`,
      row.gasUsed === null ? '–' : row.gasUsed.toLocaleString('en'),
      tokens(row.stakeBefore),
      tokens(row.stakeAfter),
      tokens(row.expectedStake),
      mark(row.stakeAfter === row.expectedStake && row.missedSlots === row.expectedMissedSlots),
    ]);
  }
  return [
    `${result.requests.toLocaleString('en')} paid HTTP requests became ${result.receipts.toLocaleString('en')} signed receipts;`,
    `each one supersedes the one before, so ${result.settlements} settlements in ${result.batches.length} proved batches paid for all of them.`,
    '',
    batches.toString(),
    '',
    'Every balance, in tokens:',
    balances.toString(),
    '',
    `Proven usage: ${Number(usage.units).toLocaleString('en')} unit-seconds of compute over ${usage.batches} batches, and nothing else, paid`,
    `${tokens(usage.reward)} tokens of reward (expected ${tokens(usage.expectedReward)} ${mark(usage.reward === usage.expectedReward)}): ${usage.gasUsed.toLocaleString('en')} gas, proved in ${(usage.proveMs / 1000).toFixed(1)} s.`,
    '',
    `A day of ${uptime.slots} slots, ${uptime.probes.toLocaleString('en')} slot records of five watchers, and what became of the stakes:`,
    stakes.toString(),
    '',
    `Took ${result.seconds.toFixed(0)} s.`,
  ].join('\n');
}

const mark = (isRight: boolean): string => (isRight ? '✓' : '✗ WRONG');

/** Base units as tokens of six decimals. */
function tokens(baseUnits: string): string {
  const padded = baseUnits.padStart(7, '0');
  return `${padded.slice(0, -6)}.${padded.slice(-6)}`;
}
