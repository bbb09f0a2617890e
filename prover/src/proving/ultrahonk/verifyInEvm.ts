import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM } from '@ethereumjs/evm';
import { bytesToHex, decodeFunctionResult, encodeFunctionData, hexToBytes, numberToHex } from 'viem';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import type { CompiledVerifier } from '../artifacts/compileVerifier.js';
import type { ProofData } from './proofData.js';

/** Far more than a verification needs: an invalid point burns 63/64 of what is left. */
const GAS_LIMIT = 30_000_000n;

/**
 * Runs a compiled Solidity verifier in an EVM inside this process. Blocks for about a tenth of a second.
 *
 * @returns what the verifier answers; false where it reverts, as a chain would have it
 * @throws artifacts/verification-impossible when the verifier answers nothing that can be read
 */
export async function verifyInEvm(
  { abi, deployedBytecode }: Pick<CompiledVerifier, 'abi' | 'deployedBytecode'>,
  { proof, publicInputs }: ProofData,
): Promise<boolean> {
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }) });
  const words = publicInputs.map((input) => numberToHex(input, { size: 32 }));
  const { exceptionError, returnValue } = await evm.runCode({
    code: hexToBytes(deployedBytecode),
    data: hexToBytes(encodeFunctionData({ abi, functionName: 'verify', args: [proof, words] })),
    gasLimit: GAS_LIMIT,
  });
  if (exceptionError !== undefined) return false;
  try {
    return decodeFunctionResult({ abi, functionName: 'verify', data: bytesToHex(returnValue) }) === true;
  } catch (cause) {
    throw artifactsError('artifacts/verification-impossible', { cause });
  }
}
