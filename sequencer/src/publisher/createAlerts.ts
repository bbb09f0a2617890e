import { chainError } from '@tallystick/prover/chain';
import type { TallystickError } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';
import type { PublisherAlert, PublisherEvents } from './Publisher.js';

/** The alerts of a publisher that are active, told when they begin and end. */
export type Alerts = {
  set(kind: PublisherAlert['kind'], active: boolean, detail: string): void;
  /** The first that is active, as an error; undefined when none is. */
  problem(): TallystickError | undefined;
};

const toErrors = {
  'out-of-funds': sequencerError.of('sequencer/out-of-funds'),
  'fee-cap': sequencerError.of('sequencer/fee-cap'),
  refused: sequencerError.of('sequencer/transaction-failed'),
  unreachable: chainError.of('chain/unreachable'),
};

/** Makes a publisher's alerts; none is active at first. */
export function createAlerts({ onAlert }: Pick<PublisherEvents, 'onAlert'>): Alerts {
  const active = new Map<PublisherAlert['kind'], string>();
  return {
    set(kind, isActive, detail) {
      if (active.has(kind) === isActive) return;
      if (isActive) active.set(kind, detail);
      else active.delete(kind);
      onAlert?.({ kind, active: isActive, detail });
    },
    problem() {
      const [first] = active;
      return first && toErrors[first[0]]({ message: first[1], facts: { alert: first[0] } });
    },
  };
}
