import { decodeUpdates, rollupAbi, type Update } from '@tallystick/verifier-contracts';
import { type Address, type Hash, isAddressEqual, type Log, parseEventLogs } from 'viem';
import type { Point } from '../../core/signature.js';

/** An account was queued. */
export type OpenedEvent = {
  type: 'opened';
  serial: number;
  owner: Point;
  /** Hash of the terms. */
  terms: bigint;
  /** Token base units. */
  amount: bigint;
  /** The wallet that opened it. */
  opener: Address;
  /** Unix seconds from which the contract can give the money back. */
  refundableAt: number;
  block: bigint;
};

/** The money of a queued account went back. */
export type RefundedEvent = { type: 'refunded'; serial: number; block: bigint };

/** A batch as the contract's event tells it, whoever submitted it. */
export type SettledEvent = {
  type: 'settled';
  batchId: bigint;
  shapeId: number;
  newRoot: bigint;
  /** Unix seconds that the batch stated. */
  now: number;
  salt: bigint;
  firstSerial: number;
  openCount: number;
  /** In slot order. */
  updates: Update[];
  txHash: Hash;
  block: bigint;
};

/** An event that makes the tree and the queue of opens. */
export type RollupEvent = OpenedEvent | RefundedEvent | SettledEvent;

/** The place of an event on the chain, beside its block's number. */
export type EventPlace = { blockHash: Hash; logIndex: number };

/**
 * The events that make the tree and the queue out of mined logs, in the order of the chain; other events and logs of other contracts
 * are left out.
 *
 * @throws ContractsError `updates/malformed`
 *
 * @example
 * import { decodeRollupEvents } from '@tallystick/prover/chain';
 *
 * const logs = await publicClient.getLogs({ address: rollup, fromBlock: deployment.deployedAtBlock });
 * for (const event of decodeRollupEvents(logs, rollup)) {
 *   if (event.type === 'settled') console.log(event.batchId, event.updates.length);
 * }
 */
export function decodeRollupEvents(
  logs: readonly Log<bigint, number, false>[],
  rollup: Address,
): (RollupEvent & EventPlace)[] {
  const eventName = ['Opened', 'OpenRefunded', 'BatchSettled'] as const;
  const own = parseEventLogs({ abi: rollupAbi, eventName: [...eventName], logs: [...logs] }).filter(({ address }) =>
    isAddressEqual(address, rollup),
  );
  // Nodes answer in order, but nothing in JSON-RPC promises it.
  own.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  return own.map((log) => {
    const { blockHash, logIndex, blockNumber: block, transactionHash: txHash } = log;
    const place = { block, blockHash, logIndex };
    if (log.eventName === 'Opened') {
      const { ownerX, ownerY, ...args } = log.args;
      return { type: 'opened', ...args, owner: { x: ownerX, y: ownerY }, ...place };
    }
    if (log.eventName === 'OpenRefunded') return { type: 'refunded', serial: log.args.serial, ...place };
    const { shapeId, now_: now, updates, ...args } = log.args;
    return {
      type: 'settled',
      ...args,
      shapeId: Number(shapeId),
      now,
      updates: decodeUpdates(updates),
      txHash,
      ...place,
    };
  });
}
