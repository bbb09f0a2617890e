import { setTimeout as delay } from 'node:timers/promises';
import { fieldToHex, type TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Base } from '../store/createL1Store.js';
import type { Chain } from './Chain.js';

/**
 * Compares what was read up to a block with what the contract says after it, so that events that a node kept back are noticed.
 *
 * @param askAgainAfterMs After these pauses the contract is asked again where it says something else, before that is believed.
 * @returns sequencer/chain-inconsistent where they contradict each other
 */
export async function compareWithContract({
  chain,
  base,
  block,
  askAgainAfterMs,
}: {
  chain: Pick<Chain, 'state'>;
  base: Base;
  block: bigint;
  askAgainAfterMs: readonly number[];
}): Promise<TallystickError | undefined> {
  const ask = async () => {
    const state = await chain.state(block);
    const field = (['batchId', 'nextSerial', 'firstQueued', 'root'] as const).find((key) => state[key] !== base[key]);
    return { state, field };
  };
  let { state, field } = await ask();
  // A node that mines or imports a block at this moment may answer from the wrong one, and a busy one takes its time for it.
  for (const pauseMs of askAgainAfterMs) {
    if (field === undefined) break;
    await delay(pauseMs);
    ({ state, field } = await ask());
  }
  if (field === undefined) return undefined;
  const show = (value: number | bigint) => (typeof value === 'bigint' ? fieldToHex(value) : value);
  const [given, expected] = [show(base[field]), show(state[field])];
  return apiError('sequencer/chain-inconsistent', { facts: { field, given, expected, block } });
}
