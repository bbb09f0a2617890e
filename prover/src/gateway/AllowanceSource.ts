import type { Allowance } from './Allowance.js';

/** Where a gateway learns of allowances. */
export interface AllowanceSource {
  /**
   * The allowance, or undefined when there is no open one with this serial and view key. Without a view key a source may
   * answer from what it knows, and undefined when it would need the key. An answer that is some minutes old will do.
   *
   * @throws gateway/busy where it asks for as many unknown ones as it may; whatever else keeps the source from knowing, e.g.
   *   sequencer-client/unreachable
   */
  get(query: { serial: number; viewKey?: bigint | undefined }): Promise<Allowance | undefined>;
}
