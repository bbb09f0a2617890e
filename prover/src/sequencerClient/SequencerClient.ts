import type { Terms } from '../account/Terms.js';
import type { Units } from '../account/Units.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { Point } from '../signature/Point.js';
import type { Withdrawal } from '../withdrawal/Withdrawal.js';

/** Discloses to the sequencer what an account was opened with. */
export type AccountOpening = { serial: number; owner: Point; terms: Terms };

/** An account as the sequencer answers it to whoever knows its view key. */
export type SequencerAccount = {
  serial: number;
  owner: Point;
  terms: Omit<Terms, 'viewKey'>;
  /** Token base units. */
  balance: bigint;
  counters: Units;
  nonce: number;
  /** `queued` before a batch took the opening, `open` afterwards. */
  status: string;
};

/** An object of JSON, its numbers and strings as the sequencer's OpenAPI document describes them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The HTTP interface of a sequencer. Each method throws the `TallystickError` that the sequencer answered with, else
 * sequencer-client/refused, sequencer-client/unreachable or sequencer-client/unexpected-answer.
 */
export type SequencerClient = {
  /** POST /v1/accounts; may be repeated. */
  registerAccount(opening: AccountOpening): Promise<JsonObject>;
  /** POST /v1/settlements: the latest receipt of an allowance; may be repeated. */
  submitSettlement(receipt: Receipt): Promise<JsonObject>;
  /** POST /v1/withdrawals; may be repeated. */
  submitWithdrawal(withdrawal: Withdrawal): Promise<JsonObject>;
  /** GET /v1/settlements/:id, with an id that `submitSettlement` answered: how far it is. */
  getSettlement(id: string): Promise<JsonObject>;
  /** GET /v1/withdrawals/:id, with an id that `submitWithdrawal` answered: how far it is. */
  getWithdrawal(id: string): Promise<JsonObject>;
  /** GET /v1/accounts/:serial, with the token derived from the view key. */
  getAccount(query: { serial: number; viewKey: bigint }): Promise<SequencerAccount>;
  /** GET /v1/state. */
  getState(): Promise<JsonObject>;
  /** GET /v1/batches. */
  getBatches(query?: { limit?: number; before?: string | number }): Promise<JsonObject>;
  /** GET /v1/batches/:id. */
  getBatch(id: string | number): Promise<JsonObject>;
};
