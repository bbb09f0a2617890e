import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM } from '@ethereumjs/evm';
import { bytesToHex, decodeFunctionResult, encodeFunctionData, hexToBytes } from 'viem';
import type { CompiledVerifier } from '../src/proving/artifacts/compileVerifier.js';

/** Sum, multiple and pairing of BN254: unprefixed, as the journal keeps addresses. */
const PRECOMPILES = [6, 7, 8].map((address) => address.toString(16).padStart(40, '0'));

/** Calls a Groth16 verifier in an EVM inside this process. `gasUsed` is that of its code; `answer` undefined where it reverts. */
export async function callVerifier(
  { abi, deployedBytecode }: Pick<CompiledVerifier, 'abi' | 'deployedBytecode'>,
  proof: readonly bigint[],
  publicInputs: readonly bigint[],
): Promise<{ answer: unknown; gasUsed: bigint }> {
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }) });
  // On a chain every transaction starts with the precompiles warm.
  for (const precompile of PRECOMPILES) evm.journal.addAlwaysWarmAddress(precompile);
  const { exceptionError, executionGasUsed, returnValue } = await evm.runCode({
    code: hexToBytes(deployedBytecode),
    data: hexToBytes(encodeFunctionData({ abi, functionName: 'verify', args: [proof, publicInputs] })),
    gasLimit: 1_000_000n,
  });
  if (exceptionError !== undefined) return { answer: undefined, gasUsed: executionGasUsed };
  const answer = decodeFunctionResult({ abi, functionName: 'verify', data: bytesToHex(returnValue) });
  return { answer, gasUsed: executionGasUsed };
}
