import { setTimeout as delay } from 'node:timers/promises';
import { toChainError } from '../toChainError.js';
import { type BlockWindow, createBlockWindow } from './createBlockWindow.js';

/** First and last block, both included. */
export type BlockRange = { fromBlock: bigint; toBlock: bigint };

export type ReadInPartsParameters<Log> = BlockRange & {
  /** Blocks to ask for at once, at most; 5,000 if left out, as much as most endpoints give. */
  chunkBlocks?: bigint | undefined;
  /** What is read, for an error: "reading the events of the rollup". */
  action: string;
  read: (part: BlockRange) => Promise<Log[]>;
};

const CHUNK_BLOCKS = 5_000n;

/**
 * Reads logs from first to last, some blocks at a time, so that memory holds one part only. An endpoint that does not answer for a part,
 * most limit blocks or logs, is asked for less, see `createBlockWindow`.
 *
 * @throws chain/unreachable, chain/call-failed when it does not answer for a single block, or nobody is there
 */
export async function* readInParts<Log>(
  parameters: ReadInPartsParameters<Log>,
): AsyncGenerator<{ logs: Log[]; toBlock: bigint }> {
  const { toBlock: last, chunkBlocks = CHUNK_BLOCKS, action, read } = parameters;
  let first = parameters.fromBlock;
  const window = createBlockWindow(Number(chunkBlocks));
  while (first <= last) {
    const end = first + BigInt(window.size()) - 1n;
    const toBlock = end < last ? end : last;
    let logs: Log[];
    try {
      logs = await read({ fromBlock: first, toBlock });
    } catch (error) {
      await pauseFor(window, error, { blocks: Number(toBlock - first) + 1, action });
      continue;
    }
    yield { logs, toBlock };
    first = toBlock + 1n;
    window.answered();
  }
}

async function pauseFor(
  window: BlockWindow,
  error: unknown,
  { blocks, action }: { blocks: number; action: string },
): Promise<void> {
  let pauseMs: number;
  try {
    pauseMs = window.refused(error, blocks);
  } catch {
    throw toChainError(error, action);
  }
  await delay(pauseMs);
}
