import type { Abi, Hex } from 'viem';
import { artifactsError } from './artifactsErrors.js';
import { runScript } from './runScript.js';

/** A Solidity verifier as the compiler leaves it. */
export type CompiledVerifier = {
  abi: Abi;
  /** Creation code, without constructor arguments. */
  bytecode: Hex;
  /** What stands on chain. */
  deployedBytecode: Hex;
};

/** EIP-170. */
const MOST_CODE_BYTES = 24_576;

const SETTINGS = {
  // Without the IR pipeline, whose stack layout fails on the generated code.
  optimizer: { enabled: true, runs: 10_000 },
  evmVersion: 'cancun',
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
};

type SolcContract = {
  abi: Abi;
  evm: { bytecode: { object: string; linkReferences: object }; deployedBytecode: { object: string } };
};

type SolcOutput = {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, SolcContract>>;
};

/**
 * Compiles a generated verifier in a process of its own.
 *
 * @param name of the contract
 * @throws artifacts/compile-failed, artifacts/verifier-too-large
 */
export async function compileVerifier(source: string, name = 'HonkVerifier'): Promise<CompiledVerifier> {
  const outputSelection = { '*': { [name]: ['abi', 'evm.bytecode', 'evm.deployedBytecode.object'] } };
  const settings = { ...SETTINGS, outputSelection };
  const input = { language: 'Solidity', sources: { 'Verifier.sol': { content: source } }, settings };
  let output: SolcOutput;
  try {
    output = await runScript<object, SolcOutput>('compile-solidity.mjs', { input });
  } catch (cause) {
    throw artifactsError('artifacts/compile-failed', { facts: { file: 'Verifier.sol' }, cause });
  }
  const contract = output.contracts?.['Verifier.sol']?.[name];
  const failures =
    output.errors?.filter(({ severity }) => severity === 'error').map((error) => error.formattedMessage) ?? [];
  if (contract === undefined || failures.length > 0 || Object.keys(contract.evm.bytecode.linkReferences).length > 0) {
    throw artifactsError('artifacts/compile-failed', {
      facts: { file: 'Verifier.sol' },
      cause: new Error(failures.join('\n') || 'The verifier is missing or needs a library.'),
    });
  }
  const bytes = contract.evm.deployedBytecode.object.length / 2;
  if (bytes > MOST_CODE_BYTES) {
    throw artifactsError('artifacts/verifier-too-large', {
      facts: { field: 'bytes', given: bytes, expected: MOST_CODE_BYTES },
    });
  }
  return {
    abi: contract.abi,
    bytecode: `0x${contract.evm.bytecode.object}`,
    deployedBytecode: `0x${contract.evm.deployedBytecode.object}`,
  };
}
