import type { Units } from '../core/units.js';

/**
 * Keeps a client's counters, those of one deployment: allowances are told apart by their serials. Without one, a client that
 * starts anew lets the gateway prove what was signed before.
 */
export interface ClientStateStore {
  /** The state that was saved last for an allowance; undefined for one that signed nothing yet. */
  load(serial: number): Promise<ClientState | undefined>;
  /** Resolves once the state is as safe as the store makes it; awaited before a receipt leaves. */
  save(serial: number, state: ClientState): Promise<void>;
  /** Told of what an answer changed; not awaited, and safe with the next `save` or when the store is closed. Without it, that is saved too. */
  note?(serial: number, state: ClientState): void;
}

/** What a client must not forget of an allowance. */
export type ClientState = {
  /** Cumulative units signed for: the most that the provider can settle. */
  signed: Units;
  /** Cumulative units that responses said were charged, each checked against its request. */
  used: Units;
  /** Token base units that a later demand may count beyond that, for answers that were metered after they were sent; 0 where it is absent. */
  deferred?: bigint;
  /**
   * Units of `signed` beyond what was charged, under way and in doubt: signed ahead, and what the state says of them last. After a restart some
   * of them may have been served since; none where it is absent.
   */
  ahead?: Units;
  /** Token base units of what was signed ahead that demands counted after restarts: for good off the cap of `signAhead`; 0 where it is absent. */
  aheadClaimed?: bigint;
};
