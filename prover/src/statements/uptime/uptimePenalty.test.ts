import { readFileSync } from 'node:fs';
import { DEFAULT_COURT_TERMS } from '@tallystick/verifier-contracts';
import { expect, test } from 'vitest';
import { uptimePenalty } from './uptimePenalty.js';

const { schedule } = DEFAULT_COURT_TERMS;

test('default: the table of docs/uptime.md, which the contract is tested against too', () => {
  const page = readFileSync(new URL('../../../../docs/uptime.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  for (const [, missed = '', cells = ''] of rows) {
    const percents = cells.split(' | ').map((cell) => {
      const [whole = '0', fraction = ''] = cell.replace('%', '').split('.');
      return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
    });
    const computed = [9000, 9500, 9900, 9950, 9990].map(
      (promisedUptimeBps) => uptimePenalty({ promisedUptimeBps, missedSlots: Number(missed), schedule }) / 10n ** 14n,
    );
    expect(computed, `${missed} missed slots`).toEqual(percents);
  }
});

test('behavior: never falls with more slots missed, never above the cap', () => {
  let before = 0n;
  for (let missedSlots = 0; missedSlots <= 96; missedSlots++) {
    const penalty = uptimePenalty({ promisedUptimeBps: 9990, missedSlots, schedule });
    expect(penalty).toBeGreaterThanOrEqual(before);
    expect(penalty).toBeLessThanOrEqual(schedule.capWad);
    before = penalty;
  }
});

test('error: names the field', () => {
  const wrong = (promisedUptimeBps: number, missedSlots: number) => () =>
    uptimePenalty({ promisedUptimeBps, missedSlots, schedule });
  expect(wrong(9900, 97)).toThrow(/missedSlots/);
  expect(wrong(0, 1)).toThrow(/promisedUptimeBps/);
});
