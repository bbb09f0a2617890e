import { expect, test } from 'vitest';
import { findTargets } from './findTargets.js';

const processes = [
  { pid: 1, parent: 0, command: 'init' },
  { pid: 10, parent: 1, command: 'node main.js start' },
  { pid: 11, parent: 10, command: 'node /x/proving/worker.js' },
  { pid: 12, parent: 11, command: '/x/bb msgpack run' },
  { pid: 13, parent: 10, command: 'something else' },
  { pid: 20, parent: 1, command: 'node main.js start' },
  { pid: 30, parent: 1, command: 'node main.js prove' },
  { pid: 31, parent: 30, command: 'node /x/proving/worker.js' },
  { pid: 40, parent: 1, command: '/x/postgres -D /y' },
  { pid: 41, parent: 40, command: 'postgres: checkpointer' },
  { pid: 42, parent: 40, command: 'postgres: tallystick postgres 127.0.0.1(5) idle' },
  { pid: 51, parent: 50, command: 'node /x/proving/worker.js' },
];
const running = new Map([
  ['first', 10],
  ['second', 20],
  ['prover', 30],
]);
const world = { processes, running, ready: ['first'], postgres: 40 };

test('default: each target among the processes that were started here, and no others', () => {
  const found = (target: Parameters<typeof findTargets>[0]['target']) => findTargets({ ...world, target });
  expect(found('driver')).toEqual([10]);
  expect(found('standby')).toEqual([20]);
  expect(found('prover')).toEqual([30]);
  expect(found('worker')).toEqual([11, 31]);
  expect(found('native')).toEqual([12]);
  expect(found('postgres')).toEqual([40]);
  expect(found('backend')).toEqual([42]);
});

test('behavior: while nobody is ready, either sequencer is about to drive; without a database there is none to kill', () => {
  const nobody = { ...world, ready: [], postgres: undefined };
  expect(findTargets({ ...nobody, target: 'driver' })).toEqual([10, 20]);
  expect(findTargets({ ...nobody, target: 'postgres' })).toEqual([]);
  expect(findTargets({ ...nobody, target: 'backend' })).toEqual([]);
});
