import type { Terms } from '../core/account/terms.js';
import type { Receipt } from '../core/receipt/receipt.js';
import type { Point } from '../core/signature.js';
import type { Units } from '../core/units.js';
import type { Withdrawal } from '../core/withdrawal.js';
import type { AccountAccess } from './AccountAccess.js';
import type * as api from './generated/api.js';
import type { BatchChange, BatchGap, SettlementChange } from './readBatchChanges.js';

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

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

export type SubmitOptions = {
  /**
   * For the same key, account and body the sequencer gives its first answer again, for 24 hours; another body is refused with
   * sequencer/idempotency-conflict. So whoever signs anew before trying again can't order something twice.
   */
  idempotencyKey?: string;
};

export type SettlementOptions = SubmitOptions & {
  /** The earning account that the allowance pays; nobody else may settle. */
  provider: AccountAccess;
};

/** Whose items, and which page of them. */
export type AccountPageQuery = AccountAccess & {
  /** 20 by default, 100 at most. */
  limit?: number;
  /** `next` of the page before. */
  before?: string;
};

/**
 * The HTTP interface of a sequencer; its answers as the sequencer's OpenAPI document describes them. Each method throws the
 * `TallystickError` that the sequencer answered with, else sequencer-client/refused, sequencer-client/unreachable or
 * sequencer-client/unexpected-answer.
 */
export type SequencerClient = {
  /** POST /v1/accounts; may be repeated. */
  registerAccount(opening: AccountOpening, options?: SubmitOptions): Promise<api.RegisteredAccount>;
  /** POST /v1/settlements: the latest receipt of an allowance, handed in by its provider; may be repeated. */
  submitSettlement(receipt: Receipt, options: SettlementOptions): Promise<api.Settlement>;
  /** POST /v1/withdrawals; may be repeated. */
  submitWithdrawal(withdrawal: Withdrawal, options?: SubmitOptions): Promise<api.Withdrawal>;
  /** GET /v1/settlements/:id, with an id that `submitSettlement` answered: how far it is. */
  getSettlement(id: string): Promise<api.Settlement>;
  /** GET /v1/withdrawals/:id, with an id that `submitWithdrawal` answered: how far it is. */
  getWithdrawal(id: string): Promise<api.Withdrawal>;
  /** GET /v1/accounts/:serial, with the token derived from the view key. */
  getAccount(query: AccountAccess): Promise<SequencerAccount>;
  /** GET /v1/accounts/:serial/settlements, latest first. */
  getAccountSettlements(query: AccountPageQuery): Promise<api.SettlementPage>;
  /** GET /v1/accounts/:serial/withdrawals, latest first. */
  getAccountWithdrawals(query: AccountPageQuery): Promise<api.WithdrawalPage>;
  /** GET /v1/state. */
  getState(): Promise<api.State>;
  /** GET /v1/deployment: what the sequencer says that it works for; `confirmDeployment` holds it to the chain. */
  getDeployment(): Promise<api.Deployment>;
  /** GET /v1/batches, latest first. */
  getBatches(query?: { limit?: number; before?: string | number }): Promise<api.BatchPage>;
  /** GET /v1/batches/:id. */
  getBatch(id: string | number): Promise<api.Batch>;
  /**
   * GET /v1/batches/stream: changes of batches as they happen, and settlements that expire, from now on or after a cursor (0: all that are
   * kept). Ends when the sequencer ends the stream, as it does every hour, or the signal does; throws when the connection breaks or falls
   * silent. Call again with the last cursor to go on.
   */
  streamBatches(query?: {
    after?: number;
    signal?: AbortSignal;
  }): AsyncGenerator<BatchChange | SettlementChange | BatchGap, void>;
};
