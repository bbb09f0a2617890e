import type { Shape } from '@tallystick/prover';
import { type Deployment, rollupAbi, toBatchArgument } from '@tallystick/verifier-contracts';
import {
  createPublicClient,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  type LocalAccount,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from 'viem';
import { waitUntil } from '../util/waitUntil.js';
import type { Chain, MinedTransaction, RollupEvent } from './Chain.js';

export type CreateChainParameters = {
  rpcUrl: string;
  deployment: Pick<Deployment, 'rollup' | 'chainId'>;
  /** The operator's wallet; it signs the batches. */
  wallet: LocalAccount;
  pollIntervalMs: number;
};

/** The chain over JSON-RPC, with viem. */
export function createChain({ rpcUrl, deployment, wallet, pollIntervalMs }: CreateChainParameters): Chain {
  const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
  const rollup = { address: deployment.rollup, abi: rollupAbi } as const;

  const mined = async (hash: Hex): Promise<MinedTransaction | undefined> => {
    try {
      const { blockNumber, gasUsed, status } = await client.getTransactionReceipt({ hash });
      return { block: blockNumber, gasUsed, succeeded: status === 'success' };
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }
  };

  return {
    chainId: () => client.getChainId(),
    async head() {
      const block = await client.getBlock();
      return { number: block.number, time: Number(block.timestamp) };
    },
    async state() {
      const blockNumber = await client.getBlockNumber();
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
      return { batchId: Number(batchId), root, batchTime, firstQueued, nextSerial, feeBps, operatorSerial };
    },
    async hasShape(shape: Shape) {
      const [sizes, verifier] = await client.readContract({
        ...rollup,
        functionName: 'shapeOf',
        args: [BigInt(shape.id)],
      });
      if (BigInt(verifier) === 0n) return false;
      const { opens, settlements, credits, withdrawals } = sizes;
      const same = opens === shape.opens && settlements === shape.settles && credits === shape.credits;
      return same && withdrawals === shape.withdrawals;
    },
    async events(fromBlock, toBlock) {
      const logs = await client.getContractEvents({ ...rollup, fromBlock, toBlock, strict: true });
      return logs.flatMap((log): RollupEvent[] => {
        const block = log.blockNumber;
        if (log.eventName === 'Opened') {
          const { serial, ownerX, ownerY, terms, amount, refundableAt } = log.args;
          return [
            { type: 'opened', serial, owner: { x: ownerX, y: ownerY }, terms, amount, deadline: refundableAt, block },
          ];
        }
        if (log.eventName === 'OpenRefunded') return [{ type: 'refunded', serial: log.args.serial, block }];
        if (log.eventName === 'BatchSettled') {
          const { batchId, newRoot } = log.args;
          return [{ type: 'settled', batchId: Number(batchId), newRoot, txHash: log.transactionHash, block }];
        }
        return [];
      });
    },
    async sign({ shapeId, data, proof }) {
      const args = [BigInt(shapeId), toBatchArgument({ oldRoot: data.oldRoot, data }), proof] as const;
      // The simulation finds a refusal before anything is paid for it, with the contract's own error.
      await client.simulateContract({ ...rollup, functionName: 'submitBatch', args, account: wallet });
      const request = await client.prepareTransactionRequest({
        account: wallet,
        chain: null,
        to: deployment.rollup,
        data: encodeFunctionData({ abi: rollupAbi, functionName: 'submitBatch', args }),
        parameters: ['nonce', 'gas', 'fees', 'type', 'chainId'],
      });
      const raw = await wallet.signTransaction({ ...request, chainId: deployment.chainId } as Parameters<
        typeof wallet.signTransaction
      >[0]);
      return { hash: keccak256(raw), raw };
    },
    async send(raw) {
      await client.sendRawTransaction({ serializedTransaction: raw });
    },
    async wait(hash, confirmations, timeoutMs, signal) {
      return waitUntil({ timeoutMs, intervalMs: pollIntervalMs, signal }, async () => {
        const found = await mined(hash);
        if (!found) return undefined;
        const head = await client.getBlockNumber();
        return head - found.block + 1n >= BigInt(confirmations) ? found : undefined;
      });
    },
    async knows(hash) {
      try {
        await client.getTransaction({ hash });
        return true;
      } catch (error) {
        if (error instanceof TransactionNotFoundError) return false;
        throw error;
      }
    },
    balance: () => client.getBalance({ address: wallet.address }),
  };
}
