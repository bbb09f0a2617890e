import type { KeeperTask } from './KeeperTask.js';

/** A task's name in the journal: the same for the same task, another for every other one. */
export function taskKey(task: KeeperTask): string {
  switch (task.kind) {
    case 'draw-seed':
      return `draw-seed:${task.epoch}`;
    case 'slash-absent':
      return `slash-absent:${task.epoch}:${task.position}`;
    case 'strike':
      return `strike:${task.epoch}:${task.provider}:${task.member}`;
    case 'slash-silent':
      return `slash-silent:${task.epoch}:${task.provider}`;
    case 'enforce':
    case 'liquidate':
      return `${task.kind}:${task.accountKind}:${task.account}`;
  }
}
