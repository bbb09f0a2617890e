import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const own = require('../../../package.json') as { dependencies: Record<string, string> };
const circuits = require('@tallystick/circuits/package.json') as { dependencies: Record<string, string> };

/** The exact version of a tool that makes artifacts, as this package or @tallystick/circuits pins it. */
export function toolVersion(name: '@aztec/bb.js' | '@noir-lang/noir_wasm' | 'circom2' | 'snarkjs' | 'solc'): string {
  const version = own.dependencies[name] ?? circuits.dependencies[name];
  if (version === undefined) throw new Error(`${name} is not a dependency`);
  return version;
}
