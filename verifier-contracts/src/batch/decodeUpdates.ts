import { type Hex, size } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';

/** What a batch published about one update slot; its place in the list is the slot's index. */
export type Update = { serial: number; leaf: bigint; maskedWord: bigint };

/**
 * Decodes the `updates` of a `BatchSettled` event: ⌈U/7⌉ words of serials (32 bits each, low bits first), then U times
 * (leaf, maskedWord), all of 32 bytes.
 *
 * @throws ContractsError `updates/malformed`.
 *
 * @example
 * import { decodeUpdates, rollupAbi } from '@tallystick/verifier-contracts';
 *
 * const events = await publicClient.getContractEvents({ address: rollup, abi: rollupAbi, eventName: 'BatchSettled' });
 * for (const { args } of events) console.log(args.batchId, decodeUpdates(args.updates ?? '0x'));
 */
export function decodeUpdates(updates: Hex): Update[] {
  const words = size(updates) / 32;
  // Seven updates take fifteen words.
  const count = Math.floor((7 * words) / 15);
  const serialWords = Math.ceil(count / 7);
  if (!Number.isInteger(words) || serialWords + 2 * count !== words) {
    throw new ContractsError('updates/malformed', {
      message: 'The updates of a batch have a length that no number of updates gives.',
      facts: { bytes: size(updates) },
    });
  }
  const word = (index: number) => BigInt(`0x${updates.slice(2 + 64 * index, 66 + 64 * index)}`);
  return Array.from({ length: count }, (_, slot) => ({
    serial: Number((word(Math.floor(slot / 7)) >> BigInt(32 * (slot % 7))) & 0xffffffffn),
    leaf: word(serialWords + 2 * slot),
    maskedWord: word(serialWords + 2 * slot + 1),
  }));
}
