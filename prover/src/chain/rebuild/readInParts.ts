import { HttpRequestError } from 'viem';
import { toChainError } from '../toChainError.js';
import { createPartSize } from './createPartSize.js';

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
 * Reads logs from first to last, some blocks at a time, so that memory holds one part only. An endpoint that refuses a part, most
 * limit blocks or logs, is asked for half of it.
 *
 * @throws chain/unreachable, chain/call-failed when it refuses even a single block
 */
export async function* readInParts<Log>(
  parameters: ReadInPartsParameters<Log>,
): AsyncGenerator<{ logs: Log[]; toBlock: bigint }> {
  const { toBlock: last, chunkBlocks = CHUNK_BLOCKS, action, read } = parameters;
  const size = createPartSize(chunkBlocks);
  let first = parameters.fromBlock;
  while (first <= last) {
    const toBlock = size.endOf(first, last);
    let logs: Log[];
    try {
      logs = await read({ fromBlock: first, toBlock });
    } catch (error) {
      if (isDown(error) || !size.halve(first, toBlock)) throw toChainError(error, action);
      continue;
    }
    yield { logs, toBlock };
    first = toBlock + 1n;
    size.grow();
  }
}

/** Whether nobody answered at all: then a smaller question doesn't help. */
function isDown(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof HttpRequestError) return inner.status === undefined;
  }
  return false;
}
