import { classifySendError, decodeRollupEvents, isShapeRegistered, shapeOfCall } from '@tallystick/prover/chain';
import type { Shape } from '@tallystick/prover/core';
import { type Deployment, rollupAbi, toBatchArgument } from '@tallystick/verifier-contracts';
import {
  BlockNotFoundError,
  createPublicClient,
  decodeFunctionData,
  encodeFunctionData,
  fallback,
  type Hex,
  http,
  keccak256,
  type LocalAccount,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { BatchCall, BlockHeader, Chain, MinedTransaction } from './Chain.js';

export type CreateChainParameters = {
  /** One URL, or several in order of preference: the next is asked where one doesn't answer. */
  rpcUrl: string | readonly string[];
  deployment: Pick<Deployment, 'rollup' | 'chainId'>;
  /** The operator's wallet; it signs the batches. */
  wallet: LocalAccount;
  /** How long to wait for an answer of a node before the next one is asked. */
  rpcTimeoutMs?: number;
};

/** The chain over JSON-RPC, with viem. */
export function createChain(parameters: CreateChainParameters): Chain {
  const { rpcUrl, deployment, wallet, rpcTimeoutMs = 10_000 } = parameters;
  const urls = typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl;
  // The publisher and the follower try again anyway; more tries here would only hold a stop up.
  const transports = urls.map((url) => http(url, { timeout: rpcTimeoutMs, retryCount: 0 }));
  const client = createPublicClient({ transport: fallback(transports, { retryCount: 1 }), cacheTime: 0 });
  // A wide question that isn't answered is asked again, narrower; the same once more would double the time of a silent node.
  const once = createPublicClient({ transport: fallback(transports, { retryCount: 0 }), cacheTime: 0 });
  const nodes = transports.map((transport) => createPublicClient({ transport, cacheTime: 0 }));
  const rollup = { address: deployment.rollup, abi: rollupAbi } as const;

  const receipt = async (hash: Hex): Promise<MinedTransaction | undefined> => {
    try {
      const { blockNumber, gasUsed, status } = await client.getTransactionReceipt({ hash });
      return { block: blockNumber, gasUsed, succeeded: status === 'success' };
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }
  };
  const submission = ({ shapeId, data, proof }: BatchCall) => {
    const args = [BigInt(shapeId), toBatchArgument({ oldRoot: data.oldRoot, data }), proof] as const;
    return { ...rollup, functionName: 'submitBatch', args } as const;
  };
  // As it stands: viem would add a price, and a wallet that can't pay it would hide what the contract says.
  const estimate = (call: BatchCall) =>
    client.estimateContractGas({ ...submission(call), account: wallet, blockTag: 'latest', prepare: false });
  const fees = async () => {
    const [block, priorityFeePerGas] = await Promise.all([client.getBlock(), client.estimateMaxPriorityFeePerGas()]);
    return { baseFeePerGas: block.baseFeePerGas ?? 0n, priorityFeePerGas };
  };
  const nonces = async () => {
    const [latest, pending] = await Promise.all(
      (['latest', 'pending'] as const).map((blockTag) =>
        client.getTransactionCount({ address: wallet.address, blockTag }),
      ),
    );
    // A node that keeps no pool of its own may answer less for `pending`.
    return { latest: latest ?? 0, pending: Math.max(latest ?? 0, pending ?? 0) };
  };
  const signBatch: Chain['signBatch'] = async ({ nonce, gas, maxFeePerGas, maxPriorityFeePerGas, ...call }) => {
    const raw = await wallet.signTransaction({
      type: 'eip1559',
      chainId: deployment.chainId,
      to: deployment.rollup,
      data: encodeFunctionData(submission(call)),
      nonce,
      gas,
      maxFeePerGas,
      maxPriorityFeePerGas,
    });
    return { hash: keccak256(raw), raw };
  };

  return {
    chainId: () => client.getChainId(),
    head: async () => toHeader(await client.getBlock()),
    async block(number) {
      try {
        return toHeader(await client.getBlock({ blockNumber: number }));
      } catch (error) {
        if (error instanceof BlockNotFoundError) return undefined;
        throw error;
      }
    },
    async state(block) {
      const blockNumber = block ?? (await client.getBlockNumber());
      const at = { ...rollup, blockNumber } as const;
      // All of one block, so that they belong together.
      const [latest, queue, feeBps, operatorSerial] = await Promise.all([
        client.readContract({ ...at, functionName: 'latest' }),
        client.readContract({ ...at, functionName: 'queue' }),
        client.readContract({ ...at, functionName: 'feeBps' }),
        client.readContract({ ...at, functionName: 'operatorSerial' }),
      ]);
      const [batchId, root, batchTime] = latest;
      const [firstQueued, nextSerial] = queue;
      return {
        ...{ block: blockNumber, batchId: Number(batchId), root, batchTime },
        ...{ firstQueued, nextSerial, feeBps, operatorSerial },
      };
    },
    async hasShape(shape: Shape) {
      return isShapeRegistered(shape, await client.readContract(shapeOfCall(deployment.rollup, shape)));
    },
    async events(fromBlock, toBlock) {
      return decodeRollupEvents(await once.getLogs({ address: rollup.address, fromBlock, toBlock }), rollup.address);
    },
    async eventsOf({ hash }) {
      return decodeRollupEvents(await client.getLogs({ address: rollup.address, blockHash: hash }), rollup.address);
    },
    estimate,
    async revertOf(hash) {
      try {
        const { input, blockNumber } = await client.getTransaction({ hash });
        if (blockNumber === null) return undefined;
        const call = { ...rollup, account: wallet, ...decodeFunctionData({ abi: rollupAbi, data: input }) };
        // Before its block, and after it, where what refused it stood in the same block.
        for (const at of [blockNumber - 1n, blockNumber]) {
          const refusal = await client.simulateContract({ ...call, blockNumber: at } as never).then(
            () => undefined,
            (error: unknown) => error,
          );
          if (refusal !== undefined) return refusal;
        }
      } catch {
        // The reason is for the log only.
      }
      return undefined;
    },
    nonces,
    fees,
    signBatch,
    async send(raw) {
      const sends = nodes.map((node) => node.sendRawTransaction({ serializedTransaction: raw }));
      const results = await Promise.allSettled(sends);
      const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      const taken = problems.length < results.length || problems.some((error) => classifySendError(error) === 'known');
      if (taken) return;
      // A node that gave a reason says more than one that didn't answer.
      throw problems.find((error) => classifySendError(error) !== 'unreachable') ?? problems[0];
    },
    receipt,
    async knows(hash) {
      const answers = await Promise.allSettled(nodes.map((node) => node.getTransaction({ hash })));
      if (answers.some(({ status }) => status === 'fulfilled')) return true;
      for (const answer of answers) {
        if (answer.status === 'rejected' && answer.reason instanceof TransactionNotFoundError) return false;
      }
      throw (answers[0] as PromiseRejectedResult).reason;
    },
    balance: () => client.getBalance({ address: wallet.address }),
  };
}

function toHeader(block: { number: bigint; hash: Hex; parentHash: Hex; timestamp: bigint }): BlockHeader {
  const { number, hash, parentHash, timestamp } = block;
  return { number, hash, parentHash, time: Number(timestamp) };
}
