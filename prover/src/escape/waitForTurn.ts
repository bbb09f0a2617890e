import type { Address } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import type { TallystickError } from '../core/errors/TallystickError.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import { reportStep } from '../core/progress/reportStep.js';
import { escapeError } from './escapeErrors.js';
import { findReservation, reserveSlot } from './reserveSlot.js';
import type { Turn } from './turn.js';
import { comesFreeSooner, mayMakeOwnBatch, nextFreeWindow, readTurn } from './turn.js';

export type WaitForTurnParameters = ChainClients & {
  rollup: Address;
  /** The block that the rollup was deployed in. */
  fromBlock: bigint;
  /** Whether to reserve a window when the wallet has none, unless in the operator's silence a free one comes sooner. */
  reserve: boolean;
  /** The wallet's reserved window, from an earlier call: once it has passed, no other is reserved in its stead. */
  own?: Pick<Turn, 'windowStart' | 'windowEnd'> | undefined;
  /** Waits for so many milliseconds; left out, the turn must be now. */
  pause?: ((milliseconds: number) => Promise<void>) | undefined;
  onProgress?: OnProgress | undefined;
};

const LEAST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Resolves when the wallet may submit a batch of its own: in a window that it has reserved, or in a free one once the operator has
 * been silent for long enough. Time is the chain's.
 *
 * The endpoint's silence doesn't end the waiting, which may take days.
 *
 * @throws escape/not-your-turn when it isn't and there is no `pause` to wait with, or when the reserved window passed unused meanwhile;
 * what `reserveSlot` throws
 *
 * @example
 * import { setTimeout } from 'node:timers/promises';
 * import { waitForTurn } from '@tallystick/prover/escape';
 *
 * const fromBlock = deployment.deployedAtBlock;
 * const pause = (milliseconds: number) => setTimeout(milliseconds);
 * const turn = await waitForTurn({ publicClient, walletClient, rollup, fromBlock, reserve: true, pause });
 */
export async function waitForTurn(parameters: WaitForTurnParameters): Promise<Turn> {
  const { publicClient, walletClient, rollup, fromBlock, reserve, pause, onProgress } = parameters;
  const account = walletClient.account.address;
  let turn = await readTurn({ publicClient, rollup });
  if (mayMakeOwnBatch(turn, account)) return turn;
  const find = () => findReservation({ publicClient, rollup, account, now: turn.now, fromBlock });
  let own = parameters.own ?? (await find());
  const wantsOwn = async () => own === undefined && reserve && !(await comesFreeSooner({ publicClient, rollup, turn }));
  const reserveNext = async () => {
    const reserved = await reserveSlot({ publicClient, walletClient, rollup });
    const { windowStart, windowEnd, feeWei } = reserved;
    onProgress?.({ step: 'reserve', status: 'notice', detail: `window ${windowStart} to ${windowEnd}, ${feeWei} wei` });
    return reserved;
  };
  if (await wantsOwn()) own = await reserveNext();
  const next = (now: Turn): number => {
    const anyone = nextFreeWindow(now);
    return own === undefined || own.windowEnd <= now.now ? anyone : Math.min(own.windowStart, anyone);
  };
  const notYourTurn = (message?: string): TallystickError => {
    const facts = { field: 'time', given: turn.now, expected: `at least ${next(turn)}`, holder: turn.holder ?? null };
    return escapeError('escape/not-your-turn', { facts, ...(message === undefined ? {} : { message }) });
  };
  if (pause === undefined) throw notYourTurn();
  return reportStep({ step: 'wait', detail: `window from ${next(turn)}`, onProgress }, async () => {
    for (;;) {
      const halfMs = (next(turn) - turn.now) * 500;
      await pause(Math.max(LEAST_PAUSE_MS, Math.min(halfMs, LONGEST_PAUSE_MS)));
      let isMissed = false;
      let isWithout = false;
      try {
        turn = await readTurn({ publicClient, rollup });
        if (mayMakeOwnBatch(turn, account)) return turn;
        if (own !== undefined && turn.now >= own.windowEnd && turn.now < turn.anyoneFrom) {
          // A reorganisation of the chain may have moved it.
          own = await find();
          isMissed = own === undefined;
        } else if (await wantsOwn()) {
          // The operator is back, or the free window has passed.
          own = await find();
          isWithout = own === undefined;
        }
      } catch (error) {
        onProgress?.({
          step: 'wait',
          status: 'notice',
          detail: `${toChainError(error, 'waiting').message}; tried again`,
        });
        continue;
      }
      if (isMissed) throw notYourTurn('The reserved window passed unused');
      if (isWithout) own = await reserveNext();
    }
  });
}
