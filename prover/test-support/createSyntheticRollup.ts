import { rollupAbi } from '@tallystick/verifier-contracts';
import {
  type Address,
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  type Hex,
  numberToHex,
  type RpcLog,
  RpcRequestError,
  toHex,
} from 'viem';
import { foundry } from 'viem/chains';

/** One update slot of a synthetic batch. */
export type SyntheticUpdate = { serial: number; leaf: bigint; maskedWord: bigint };

const OPENER: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

/**
 * TEST DOUBLE of a chain with a rollup: it answers `eth_blockNumber`, `eth_getLogs` and the calls `latest` and `rootAt` over viem's own
 * encodings, from events that the test puts in, one a block. It verifies nothing.
 */
export function createSyntheticRollup({ rollup, maxLogs = 10_000 }: { rollup: Address; maxLogs?: number }) {
  const logs: RpcLog[] = [];
  const roots: bigint[] = [];
  /** What the endpoint was asked for. */
  const asked = { logs: 0, refused: 0 };
  let block = 0n;

  const emit = (topics: Hex[], data: Hex): void => {
    block += 1n;
    logs.push({
      address: rollup,
      blockHash: toHex(block, { size: 32 }),
      blockNumber: numberToHex(block),
      data,
      logIndex: '0x0',
      removed: false,
      topics: topics as [Hex, ...Hex[]],
      transactionHash: toHex(block, { size: 32 }),
      transactionIndex: '0x0',
    });
  };
  const topicsOf = (eventName: 'Opened' | 'OpenRefunded' | 'BatchSettled', args: object): Hex[] =>
    encodeEventTopics({ abi: rollupAbi, eventName, args: args as never }) as Hex[];

  const call = (data: Hex): Hex => {
    const { functionName, args } = decodeFunctionData({ abi: rollupAbi, data });
    const latest = BigInt(roots.length - 1);
    if (functionName === 'latest') {
      return encodeFunctionResult({ abi: rollupAbi, functionName, result: [latest, roots[Number(latest)] ?? 0n, 0] });
    }
    if (functionName !== 'rootAt') throw new Error(`unexpected call: ${functionName}`);
    return encodeFunctionResult({ abi: rollupAbi, functionName, result: [roots[Number(args[0])] ?? 0n, 0] });
  };

  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    if (method === 'eth_blockNumber') return numberToHex(block);
    if (method === 'eth_chainId') return numberToHex(foundry.id);
    if (method === 'eth_call') return call((params as [{ data: Hex }])[0].data);
    if (method !== 'eth_getLogs') throw new Error(`unexpected method: ${method}`);
    asked.logs += 1;
    const [{ fromBlock, toBlock }] = params as [{ fromBlock: Hex; toBlock: Hex }];
    // One log a block, so that blocks are places in the list.
    const found = logs.slice(Number(fromBlock) - 1 < 0 ? 0 : Number(fromBlock) - 1, Number(toBlock));
    if (found.length <= maxLogs) return found;
    asked.refused += 1;
    const error = { code: -32005, message: 'query returned more than the allowed number of results' };
    throw new RpcRequestError({ body: {}, error, url: 'synthetic' });
  };

  return {
    asked,
    roots,
    logs,
    publicClient: createPublicClient({ chain: foundry, transport: custom({ request }, { retryCount: 0 }) }),
    open: (serial: number, opened: { owner: { x: bigint; y: bigint }; terms: bigint; amount: bigint }): void => {
      const { owner, terms, amount } = opened;
      emit(
        topicsOf('Opened', { serial, opener: OPENER }),
        encodeAbiParameters(
          [{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'uint88' }, { type: 'uint40' }],
          [owner.x, owner.y, terms, amount, 1],
        ),
      );
    },
    refund: (serial: number, amount: bigint): void => {
      emit(topicsOf('OpenRefunded', { serial, opener: OPENER }), encodeAbiParameters([{ type: 'uint88' }], [amount]));
    },
    /** The event of a batch. `newRoot` is taken as it is. */
    batch: (given: {
      newRoot: bigint;
      salt: bigint;
      firstSerial: number;
      openCount: number;
      updates: readonly SyntheticUpdate[];
    }): void => {
      const { newRoot, salt, firstSerial, openCount, updates } = given;
      roots.push(newRoot);
      emit(
        topicsOf('BatchSettled', { batchId: BigInt(roots.length - 1), shapeId: 1n }),
        encodeAbiParameters(
          [
            { type: 'uint256' },
            { type: 'uint48' },
            { type: 'uint256' },
            { type: 'uint32' },
            { type: 'uint16' },
            { type: 'bytes' },
          ],
          [newRoot, 1_800_000_000, salt, firstSerial, openCount, encodeUpdates(updates)],
        ),
      );
    },
  };
}

function encodeUpdates(updates: readonly SyntheticUpdate[]): Hex {
  const words: bigint[] = [];
  for (let first = 0; first < updates.length; first += 7) {
    const group = updates.slice(first, first + 7);
    words.push(group.reduce((word, { serial }, i) => word | (BigInt(serial) << BigInt(32 * i)), 0n));
  }
  for (const { leaf, maskedWord } of updates) words.push(leaf, maskedWord);
  return `0x${words.map((word) => word.toString(16).padStart(64, '0')).join('')}`;
}
