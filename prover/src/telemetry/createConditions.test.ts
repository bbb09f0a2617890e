import { expect, test } from 'vitest';
import { createConditions } from './createConditions.js';

function createWorld() {
  const lines: string[] = [];
  let nowMs = 0;
  const note = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
  const conditions = createConditions({ info: note, warn: note }, () => nowMs);
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { lines, conditions, wait };
}

test('default: one line when it breaks, however often it fails, and one when it works again', () => {
  const { lines, conditions } = createWorld();
  conditions.works('store', 'works');
  for (let i = 0; i < 1000; i++) conditions.broken('store', 'fails', { i });
  for (let i = 0; i < 1000; i++) conditions.works('store', 'works');
  expect(lines).toEqual(['fails {"i":0}', 'works {}']);
});

test('behavior: each thing by itself, and what fails in another way is told anew', () => {
  const { lines, conditions } = createWorld();
  conditions.broken('store', 'full', {});
  conditions.broken('source', 'gone', {});
  conditions.broken('store', 'closed', {});
  conditions.works('source', 'here');
  expect(lines).toEqual(['full {}', 'gone {}', 'closed {}', 'here {}']);
});

test('behavior: what comes and goes is told of once a minute, and what stays broken is told of in the end', () => {
  const { lines, conditions, wait } = createWorld();
  for (let i = 0; i < 100; i++) {
    conditions.broken('store', 'fails', { i });
    conditions.works('store', 'works');
    wait(1000);
  }
  expect(lines).toEqual(['fails {"i":0}', 'works {}', 'fails {"i":60}', 'works {}']);
  conditions.broken('store', 'fails', {});
  expect(lines).toHaveLength(4);
  wait(60_000);
  conditions.broken('store', 'fails', {});
  expect(lines).toHaveLength(5);
});
