import { chainError } from '@tallystick/prover/chain';
import type { TallystickError } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';
import type { FeeWait, Wait } from '../operations/Wait.js';
import type { PublisherAlert, PublisherEvents } from './Publisher.js';

/** The alerts of a publisher that are active, told when they begin and end. */
export type Alerts = {
  set(kind: PublisherAlert['kind'], active: boolean, detail: string, fees?: FeeWait): void;
  /** The first that is active, as an error; undefined when none is. */
  problem(): TallystickError | undefined;
  /** What batches wait for by what is active; undefined when nothing is. */
  wait(): Wait | undefined;
};

const toErrors = {
  'out-of-funds': sequencerError.of('sequencer/out-of-funds'),
  'fee-cap': sequencerError.of('sequencer/fee-cap'),
  refused: sequencerError.of('sequencer/transaction-failed'),
  unreachable: chainError.of('chain/unreachable'),
};

/** Makes a publisher's alerts; none is active at first. */
export function createAlerts({ onAlert }: Pick<PublisherEvents, 'onAlert'>): Alerts {
  const active = new Map<PublisherAlert['kind'], { detail: string; fees: FeeWait | undefined }>();
  return {
    set(kind, isActive, detail, fees) {
      const known = active.get(kind);
      // Fees change while the alert stays what it is.
      if (known && isActive) known.fees = fees;
      if ((known !== undefined) === isActive) return;
      if (isActive) active.set(kind, { detail, fees });
      else active.delete(kind);
      onAlert?.({ kind, active: isActive, detail });
    },
    problem() {
      const [first] = active;
      return first && toErrors[first[0]]({ message: first[1].detail, facts: { alert: first[0] } });
    },
    wait() {
      // What the others said may be over: nobody can tell.
      if (active.has('unreachable')) return { reason: 'unreachable' };
      const [first] = active;
      return first && { reason: first[0], fees: first[1].fees };
    },
  };
}
