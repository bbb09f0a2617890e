import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, isAddressEqual, type Log, parseEventLogs } from 'viem';
import type { RollupEvent } from './Chain.js';
import { unpackUpdates } from './unpackUpdates.js';

/** The events that the sequencer follows out of mined logs, in the order of the chain; logs of other contracts are left out. */
export function toRollupEvents(logs: Log<bigint, number, false>[], rollup: Address): RollupEvent[] {
  const own = parseEventLogs({ abi: rollupAbi, logs }).filter(({ address }) => isAddressEqual(address, rollup));
  // Nodes answer in order, but nothing in JSON-RPC promises it.
  own.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  return own.flatMap((log): RollupEvent[] => {
    const block = log.blockNumber;
    if (log.eventName === 'Opened') {
      const { serial, ownerX, ownerY, terms, amount, refundableAt } = log.args;
      return [
        { type: 'opened', serial, owner: { x: ownerX, y: ownerY }, terms, amount, deadline: refundableAt, block },
      ];
    }
    if (log.eventName === 'OpenRefunded') return [{ type: 'refunded', serial: log.args.serial, block }];
    if (log.eventName === 'BatchSettled') {
      const { batchId, shapeId, newRoot, now_, salt, firstSerial, openCount, updates } = log.args;
      return [
        {
          type: 'settled',
          batchId: Number(batchId),
          shapeId: Number(shapeId),
          newRoot,
          now: now_,
          salt,
          firstSerial,
          openCount,
          updates: unpackUpdates(updates),
          txHash: log.transactionHash,
          block,
        },
      ];
    }
    return [];
  });
}
