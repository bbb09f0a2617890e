import type { BatchData } from '@tallystick/prover/batch';
import type { RollupEvent, TransactionFees } from '@tallystick/prover/chain';
import type { Shape } from '@tallystick/prover/core';
import type { Hex } from 'viem';
import type { Base } from '../store/createL1Store.js';

/** A block by its place: what the follower compares to see a reorg. */
export type BlockHeader = {
  number: bigint;
  hash: Hex;
  parentHash: Hex;
  /** Unix seconds. */
  time: number;
};

/** What the contract says at one moment. */
export type RollupState = Base & {
  /** Number of the block after which all of it holds. */
  block: bigint;
  feeBps: number;
  operatorSerial: number;
};

/** What became of a transaction. */
export type MinedTransaction = { block: bigint; gasUsed: bigint; succeeded: boolean };

/** What `submitBatch` takes. */
export type BatchCall = { shapeId: number; data: BatchData; proof: Hex };

/** A signed transaction, ready to be sent. */
export type SignedTransaction = { hash: Hex; raw: Hex };

/** The chain as the sequencer uses it: the rollup contract and the operator's wallet. Every method throws when no node answers. */
export type Chain = {
  chainId(): Promise<number>;
  /** The latest block. */
  head(): Promise<BlockHeader>;
  /** The block with a number on the node's present chain; undefined where the node has none. */
  block(number: bigint): Promise<BlockHeader | undefined>;
  /** The contract's state, at the latest block unless another is named. */
  state(block?: bigint): Promise<RollupState>;
  /** Whether the contract has a verifier for the shape, with the same sizes. */
  hasShape(shape: Shape): Promise<boolean>;
  /** Events of blocks `from` to `to`, both included, in order. A node that is behind may answer with fewer than there are. */
  events(from: bigint, to: bigint): Promise<RollupEvent[]>;
  /** Events of exactly one block, in order. A node that doesn't have this block throws. */
  eventsOf(block: BlockHeader): Promise<RollupEvent[]>;

  /** Gas that the batch takes at the latest block. A refusal of the contract is thrown, with its error (see `decodeRevert`). */
  estimate(call: BatchCall): Promise<bigint>;
  /** Why a mined transaction failed, by running it again at its block; undefined where the node can't tell. Never throws. */
  revertOf(hash: Hex): Promise<unknown>;
  /** The wallet's next nonce: after what is mined, and after what the nodes hold besides. */
  nonces(): Promise<{ latest: number; pending: number }>;
  /** The next block's base fee and the tip that is usual, in wei per unit of gas. */
  fees(): Promise<{ baseFeePerGas: bigint; priorityFeePerGas: bigint }>;
  /** Signs `submitBatch`; nothing is asked or sent. */
  signBatch(call: BatchCall & TransactionFees & { nonce: number; gas: bigint }): Promise<SignedTransaction>;
  /** Hands a signed transaction to every node; one that takes it, or has it already, is enough. */
  send(raw: Hex): Promise<void>;
  /** The transaction as it was mined; undefined while it isn't. */
  receipt(hash: Hex): Promise<MinedTransaction | undefined>;
  /** Whether a node still knows the transaction, mined or waiting. */
  knows(hash: Hex): Promise<boolean>;
  /** The operator's wallet, in wei. */
  balance(): Promise<bigint>;
};
