import { encodeFunctionData, type Hex, type TransactionSerializable } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import type { ChainClients } from './ChainClients.js';
import type { ContractCall } from './contractCall.js';
import { readFees } from './readFees.js';
import type { SendOptions } from './SendOptions.js';
import { signerOf } from './signerOf.js';
import { toChainError } from './toChainError.js';

export type SignCallParameters = ChainClients &
  Pick<SendOptions, 'maxFeePerGasWei'> & {
    /** What it does, as a message's subject: "registering the provider". */
    action: string;
    call: ContractCall;
    /**
     * `pending`: after whatever else the wallet has under way. `latest`: in the place of it, so that nothing waits behind a
     * transaction that is stuck or lost, also one of an earlier process; for keys that are used for nothing else.
     */
    place: 'pending' | 'latest';
  };

/**
 * Checks a call against the chain's present state and signs a transaction that makes it. Nothing is sent.
 *
 * @throws chain/reverted with the contract's error and its arguments; chain/fee-cap, chain/call-failed, chain/unreachable
 */
export async function signCall(parameters: SignCallParameters): Promise<Hex> {
  const { publicClient, walletClient, action, call, place, maxFeePerGasWei } = parameters;
  const { account, chain } = walletClient;
  const { valueWei, ...rest } = call;
  const value = valueWei === undefined ? {} : { value: valueWei };
  const sign = signerOf(walletClient);
  try {
    await publicClient.simulateContract({ ...rest, ...value, account });
    const [nonce, fees] = await Promise.all([
      publicClient.getTransactionCount({ address: account.address, blockTag: place }),
      readFees({ publicClient, maxFeePerGasWei }),
    ]);
    if (fees === undefined) {
      throw new TallystickError('chain/fee-cap', { facts: { field: 'maxFeePerGasWei', given: maxFeePerGasWei } });
    }
    const request = await walletClient.prepareTransactionRequest({
      account,
      chain,
      to: call.address,
      data: encodeFunctionData(rest),
      nonce,
      ...value,
      ...(fees === 'legacy' ? {} : fees),
    });
    // Room for what changes between the estimate and the block.
    const gas = ((request.gas ?? 0n) * 12n) / 10n;
    return await sign({ ...request, gas } as TransactionSerializable);
  } catch (error) {
    throw toChainError(error, action);
  }
}
