import { readFileSync } from 'node:fs';
import { type InputMap, Noir } from '@noir-lang/noir_js';
import { circuits } from '../../scripts/batch-sources.mjs';
import { compile } from '../../scripts/compile.mjs';

const home = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, home), 'utf8');

type Run = (inputs: InputMap) => Promise<unknown>;
const compiled = new Map<string, Promise<Run>>();

/** Every field element among the values as 0x-hex of 32 bytes, as the vectors have them. */
function padded(value: unknown): unknown {
  if (typeof value === 'string') return `0x${BigInt(value).toString(16).padStart(64, '0')}`;
  if (Array.isArray(value)) return value.map(padded);
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, padded(part)]));
}

async function prepare(name: string): Promise<Run> {
  const library = circuits.batch.sources.filter((path) => path.startsWith('noir/lib/'));
  const program = await compile(
    {
      ...Object.fromEntries(library.map((path) => [path, read(path)])),
      'noir/test/Nargo.toml': `[package]\nname = "${name}_test"\ntype = "bin"\n\n[dependencies]\ntallystick = { path = "../lib" }\n`,
      'noir/test/src/main.nr': read(`test/noir/${name}.nr`),
    },
    'noir/test',
  );
  const noir = new Noir(program);
  return async (inputs) => padded((await noir.execute(inputs)).returnValue);
}

/** Compiles `test/noir/<name>.nr` against the library, once; the result executes it and gives its return value. */
export function testProgram(name: string): Promise<Run> {
  const run = compiled.get(name) ?? prepare(name);
  compiled.set(name, run);
  return run;
}
