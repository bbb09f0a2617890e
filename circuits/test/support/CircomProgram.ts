import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type CircuitSignals, wtns } from 'snarkjs';
import { type CompiledStatement, compileCircom } from '../../scripts/compile-circom.mjs';
import { MODULUS, mod } from '../../scripts/primitives.mjs';
import { type R1cs, readR1cs, readSections, section } from '../../scripts/r1cs.mjs';
import { LIBRARY_FOLDER, STATEMENT_MAIN, statementNamed, statementSources } from '../../scripts/statement-sources.mjs';

const WORD_BYTES = 32;
const home = new URL('../../', import.meta.url);
const require = createRequire(import.meta.url);

/** A compiled circom circuit, and what tests do with it. */
export class CircomProgram {
  readonly r1cs: R1cs;
  /** Number in the witness by name, `main.` left off; those that were simplified away are not there. */
  readonly signals: ReadonlyMap<string, number>;
  readonly #compiled: CompiledStatement;

  private constructor(compiled: CompiledStatement) {
    this.#compiled = compiled;
    this.r1cs = readR1cs(compiled.r1cs);
    const lines = compiled.symbols.trim().split('\n');
    this.signals = new Map(
      lines
        .map((line) => line.split(','))
        .flatMap(([, at, , name]) => (at === '-1' ? [] : [[`${name}`.slice(5), Number(at)]])),
    );
  }

  /** A statement of circuits.json. */
  static async statement(name: 'uptime' | 'usage'): Promise<CircomProgram> {
    return CircomProgram.compile(statementSources(statementNamed(name)));
  }

  /** Sources with the file STATEMENT_MAIN among them, such as a statement's with a line changed. */
  static async compile(
    sources: Readonly<Record<string, string>>,
    options?: { simplify?: boolean },
  ): Promise<CircomProgram> {
    return new CircomProgram(await compileCircom({ ...sources }, STATEMENT_MAIN, options));
  }

  /** One template by itself: `Bits(4)` of `range.circom`. Its inputs are public, so that none is simplified away. */
  static async template(file: string, component: string, inputs: readonly string[]): Promise<CircomProgram> {
    const files = ['poseidon', 'poseidon2', 'poseidon2_constants', 'quaternary', 'range'];
    const constants = 'circomlib/circuits/poseidon_constants.circom';
    const sources = {
      ...Object.fromEntries(
        files.map((name) => [`circom/${name}.circom`, readFileSync(new URL(`circom/${name}.circom`, home), 'utf8')]),
      ),
      [`${LIBRARY_FOLDER}/${constants}`]: readFileSync(require.resolve(constants), 'utf8'),
      [STATEMENT_MAIN]: `pragma circom 2.1.0; include "${file}"; component main {public [${inputs}]} = ${component};`,
    };
    return CircomProgram.compile(sources);
  }

  /** The witness for these inputs; rejects with the line of the first constraint that doesn't hold. */
  async solve(inputs: CircuitSignals): Promise<bigint[]> {
    const file = { type: 'mem', data: new Uint8Array() };
    await wtns.calculate(inputs, this.#compiled.wasm, file);
    const values = section(readSections(file.data, 'wtns'), 2);
    return Array.from({ length: values.length / WORD_BYTES }, (_, i) => {
      const word = values.subarray(i * WORD_BYTES, (i + 1) * WORD_BYTES);
      return BigInt(`0x${Buffer.from(word).reverse().toString('hex')}`);
    });
  }

  /** `snarkjs wtns check`. */
  check(witness: readonly bigint[]): Promise<boolean> {
    return wtns.check({ type: 'mem', data: this.#compiled.r1cs }, { type: 'mem', data: packWitness(witness) }, quiet);
  }

  /** Numbers of the constraints that a witness doesn't satisfy. */
  failing(witness: readonly bigint[]): number[] {
    const sums = this.#sums(witness);
    return sums.flatMap(([a, b, c], i) => ((a * b - c) % MODULUS === 0n ? [] : [i]));
  }

  /** Signals that can be changed by `delta`, all others kept, and every constraint still holds. */
  loose(witness: readonly bigint[], delta: bigint): number[] {
    const sums = this.#sums(witness);
    /** What each signal has in the constraints that mention it. */
    const entries = new Map<number, [bigint, bigint, bigint]>();
    const noticed = new Set<number>();
    let current = 0;
    const settle = () => {
      const [a, b, c] = sums[current] ?? [0n, 0n, 0n];
      for (const [signal, [ka, kb, kc]] of entries) {
        if (((a + ka * delta) * (b + kb * delta) - (c + kc * delta)) % MODULUS !== 0n) noticed.add(signal);
      }
      entries.clear();
    };
    this.r1cs.each((constraint, matrix, signal, value) => {
      if (constraint !== current) settle();
      current = constraint;
      const factors = entries.get(signal) ?? [0n, 0n, 0n];
      factors[matrix] += value;
      entries.set(signal, factors);
    });
    settle();
    return Array.from({ length: this.r1cs.signals }, (_, i) => i).filter((i) => !noticed.has(i));
  }

  /** The three combinations of each constraint. */
  #sums(witness: readonly bigint[]): [bigint, bigint, bigint][] {
    const sums = Array.from({ length: this.r1cs.constraints }, (): [bigint, bigint, bigint] => [0n, 0n, 0n]);
    this.r1cs.each((constraint, matrix, signal, value) => {
      const sum = sums[constraint];
      if (sum !== undefined) sum[matrix] = mod(sum[matrix] + value * (witness[signal] ?? 0n));
    });
    return sums;
  }
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A witness as a file that snarkjs reads. */
function packWitness(witness: readonly bigint[]): Uint8Array {
  const word = (value: bigint) => Buffer.from(value.toString(16).padStart(2 * WORD_BYTES, '0'), 'hex').reverse();
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const part = (id: number, content: Buffer) => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(content.length));
    return Buffer.concat([number(id), size, content]);
  };
  return Buffer.concat([
    ...[Buffer.from('wtns'), number(2), number(2)],
    part(1, Buffer.concat([number(WORD_BYTES), word(MODULUS), number(witness.length)])),
    part(2, Buffer.concat(witness.map(word))),
  ]);
}
