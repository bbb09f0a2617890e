import type { Address } from 'viem';
import type { Prices } from '../account/Prices.js';
import type { Units } from '../account/Units.js';
import type { ReceiptStore } from '../receiptStore/ReceiptStore.js';
import type { AllowanceSource } from './AllowanceSource.js';

export type GatewayOptions = {
  chainId: number;
  /** The rollup contract; with the chain it gives the domain that receipts are signed for. */
  rollup: Address;
  /** The ERC-20 token that the rollup holds. */
  token: Address;
  /** Serial of the provider's earning account. */
  providerSerial: number;
  /** Price list: token base units for one unit of each resource. Allowances with a lower price are refused. */
  prices: Prices;
  /** Keeps receipts and charges. The gateway does not close it. */
  store: ReceiptStore;
  allowances: AllowanceSource;
  /** Units of work done before a receipt must cover it; none by default. */
  credit?: Partial<Units>;
  /**
   * How many units of each resource a receipt may run ahead of those charged, requests under way included; 2^24 by default.
   * Raise it where requests under way at once ask for more. It protects your own account, to whose counters of 44 bits a
   * settled receipt's units are added: where a unit costs next to nothing, no balance keeps a consumer from filling them.
   */
  maxPrepaidUnits?: bigint;
  /** How long before its expiry an allowance stops being accepted, so that its receipts still settle; 1,800 by default. */
  expiryMarginSeconds?: number;
  /** Which responses are charged, by status; those below 400 by default. */
  isCharged?: (statusCode: number) => boolean;
  /** Told of every failure of the store or the source that a client only sees as gateway/unavailable. */
  onUnavailable?: (error: unknown) => void;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
  /** Allowances kept in memory between requests; 100,000 by default. */
  maxSessions?: number;
};
