// The code of a contract as the tests deploy it, compiled in this process: the compiler is loaded once for all mutants.
import { basename } from 'node:path';
import solc from 'solc';

/**
 * @param {string} source The contract's source by name; the contract is named like it.
 * @param {(path: string) => string} read The text of a source by its name.
 * @returns What of Foundry's artifact is different, or null if it doesn't compile.
 */
export function compileDeployed(source, read) {
  const contract = basename(source, '.sol');
  const input = {
    language: 'Solidity',
    sources: { [source]: { content: read(source) } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: false },
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { [source]: { [contract]: ['evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }));
  if ((output.errors ?? []).some(({ severity }) => severity === 'error')) return null;
  const { bytecode, deployedBytecode } = output.contracts[source][contract].evm;
  return {
    bytecode: { object: `0x${bytecode.object}`, sourceMap: '', linkReferences: {} },
    deployedBytecode: { object: `0x${deployedBytecode.object}`, sourceMap: '', linkReferences: {} },
  };
}
