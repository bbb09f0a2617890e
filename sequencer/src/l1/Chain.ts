import type { BatchData, Point, Shape } from '@tallystick/prover';
import type { Hex } from 'viem';

/** What the contract says at one moment. */
export type RollupState = {
  /** Number of the latest batch. */
  batchId: number;
  root: bigint;
  /** Unix seconds of the latest batch. */
  batchTime: number;
  /** First serial of the queue: the next that a batch opens. */
  firstQueued: number;
  nextSerial: number;
  feeBps: number;
  operatorSerial: number;
};

/** An event that the sequencer follows. */
export type RollupEvent =
  | { type: 'opened'; serial: number; owner: Point; terms: bigint; amount: bigint; deadline: number; block: bigint }
  | { type: 'refunded'; serial: number; block: bigint }
  | { type: 'settled'; batchId: number; newRoot: bigint; txHash: Hex; block: bigint };

/** What became of a transaction. */
export type MinedTransaction = { block: bigint; gasUsed: bigint; succeeded: boolean };

/** The chain as the sequencer uses it: the rollup contract and the operator's wallet. */
export type Chain = {
  chainId(): Promise<number>;
  /** Number and time (unix seconds) of the latest block. */
  head(): Promise<{ number: bigint; time: number }>;
  state(): Promise<RollupState>;
  /** Whether the contract has a verifier for the shape, with the same sizes. */
  hasShape(shape: Shape): Promise<boolean>;
  /** Events of blocks `from` to `to`, both included, in order. */
  events(from: bigint, to: bigint): Promise<RollupEvent[]>;
  /** Simulates and signs `submitBatch`; nothing is sent. */
  sign(parameters: { shapeId: number; data: BatchData; proof: Hex }): Promise<{ hash: Hex; raw: Hex }>;
  send(raw: Hex): Promise<void>;
  /** The transaction once it has so many confirmations; undefined when it hasn't in time. */
  wait(hash: Hex, confirmations: number, timeoutMs: number, signal: AbortSignal): Promise<MinedTransaction | undefined>;
  /** Whether a node still knows the transaction, mined or waiting. */
  knows(hash: Hex): Promise<boolean>;
  /** The operator's wallet, in wei. */
  balance(): Promise<bigint>;
};
