import { setTimeout as delay } from 'node:timers/promises';
import { createBlockWindow, type RollupEvent } from '@tallystick/prover/chain';
import type { TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { BlockHeader, Chain } from './Chain.js';

/** Events of a stretch of blocks, up to and with `last`. */
export type Stretch = { last: BlockHeader; events: RollupEvent[] };

/** Reads events in stretches whose size follows what the node gives. */
export type EventReader = {
  /**
   * The events from a block on, at most up to another, as many blocks as the node answers for at once. The last block is asked for before
   * and after, so that a node that changes in between is noticed.
   *
   * @throws sequencer/chain-inconsistent when it was another afterwards; what the node answers when it refuses a single block
   */
  range(from: bigint, to: bigint): Promise<Stretch>;
};

/** Makes a reader that begins with stretches of `maxBlocks`, and asks for less where a node doesn't answer for so many. */
export function createEventReader({ chain, maxBlocks }: { chain: Chain; maxBlocks: number }): EventReader {
  const window = createBlockWindow(maxBlocks);
  return {
    async range(from, to) {
      while (true) {
        const end = from + BigInt(window.size()) - 1n;
        const last = end < to ? end : to;
        const before = await chain.block(last);
        if (!before) throw changed(last, 'no such block', 'a block');
        let events: RollupEvent[];
        try {
          events = await chain.events(from, last);
        } catch (error) {
          await delay(window.refused(error, Number(last - from) + 1));
          continue;
        }
        const after = await chain.block(last);
        if (after?.hash !== before.hash) throw changed(last, after?.hash, before.hash);
        window.answered();
        return { last: before, events };
      }
    },
  };
}

function changed(block: bigint, given: unknown, expected: unknown): TallystickError {
  return apiError('sequencer/chain-inconsistent', { facts: { field: 'block', block, given, expected } });
}
