import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileCircom } from '@tallystick/circuits/compile-circom';
import type { Statement } from '@tallystick/circuits/statements';
import { sha256 } from '../src/files/sha256.js';
import type { StatementCircuit } from '../src/proving/groth16/statementArtifacts.js';

/** A chain of products with a public start and a public end; one private signal is in the second matrix only, one in none. */
const source = (products: number) => `pragma circom 2.1.0;
template Chain(n) {
    signal input start;
    signal input factor;
    signal input unused;
    signal output end;
    signal chain[n];
    chain[0] <== start * factor;
    for (var i = 1; i < n; i++) chain[i] <== (3 * chain[i - 1] + start + i) * (factor + 5);
    end <== chain[n - 1] * chain[n - 1];
}
component main {public [start]} = Chain(${products});
`;

/** A circuit of a few constraints, compiled into a folder: for what must be shown of keys but would take long with a statement's. */
export async function smallCircuit(folder: string, products = 20): Promise<StatementCircuit> {
  const { r1cs, wasm, symbols } = await compileCircom({ 'main.circom': source(products) }, 'main.circom');
  const files = { r1cs: 'circuit.r1cs', wasm: 'circuit.wasm', symbols: 'circuit.sym' };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, files.r1cs), r1cs);
  await writeFile(join(folder, files.wasm), wasm);
  await writeFile(join(folder, files.symbols), symbols);
  return {
    // Only the name is asked for; there is no statement of so few constraints.
    statement: { name: 'usage', publicInputs: ['end', 'start'] } as unknown as Statement,
    r1cs: join(folder, files.r1cs),
    r1csHash: sha256(r1cs),
    wasm: join(folder, files.wasm),
    symbols: join(folder, files.symbols),
    constraints: products + 1,
  };
}
