import type { Point } from '@tallystick/prover/core';
import { rollupAbi } from '@tallystick/verifier-contracts';
import { BaseError, ContractFunctionRevertedError, encodeErrorResult, toHex } from 'viem';
import type { BatchCall, RollupState } from '../../sequencer/src/l1/Chain.js';

/** The scripted contract and the operator's wallet after a block. */
export type ScriptedWorld = {
  state: RollupState;
  opens: Map<number, { owner: Point; terms: bigint; amount: bigint }>;
  nonce: number;
};

const maximumAhead = 60;
const maximumBehind = 900;

/** The contract's checks of a batch, except for the proof; '0x' proves nothing and is refused. Undefined when it takes the batch. */
export function scriptedRefusal(
  { data, proof }: BatchCall,
  { state, opens }: ScriptedWorld,
  blockTime: number,
): Error | undefined {
  if (data.oldRoot !== state.root) return revert('StaleRoot', [data.oldRoot, state.root]);
  const maximumDrift = data.now > blockTime ? maximumAhead : maximumBehind;
  if (Math.abs(data.now - blockTime) > maximumDrift) {
    return revert('NowTooFarOff', [BigInt(data.now), BigInt(blockTime), BigInt(maximumDrift)]);
  }
  if (data.now < state.batchTime) return revert('NowBeforePrevious', [BigInt(data.now), BigInt(state.batchTime)]);
  for (const [i, open] of data.opens.entries()) {
    const serial = state.firstQueued + i;
    const queued = opens.get(serial);
    if (!queued) return revert('OpenNotQueued', [state.nextSerial, state.firstQueued, state.nextSerial].map(BigInt));
    if (queued.terms !== open.terms || queued.owner.x !== open.ownerX) {
      return revert('OpenMismatch', [BigInt(serial), toHex('given', { size: 27 }), toHex('expected', { size: 27 })]);
    }
    if (queued.amount !== open.amount)
      return revert('OpenAmountMismatch', [BigInt(serial), open.amount, queued.amount]);
  }
  return proof === '0x' ? revert('ProofRejected', [1n, `0x${'11'.repeat(20)}`, '0x']) : undefined;
}

/** As viem throws it when an estimate is refused by the contract. */
export function revert(errorName: string, args: readonly unknown[]): Error {
  const data = encodeErrorResult({ abi: rollupAbi, errorName, args } as never);
  const cause = new ContractFunctionRevertedError({ abi: rollupAbi, data, functionName: 'submitBatch' });
  return new BaseError('The contract function "submitBatch" reverted.', { cause });
}
