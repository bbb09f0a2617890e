// @ts-check
/** Process: compiles Solidity, as standard JSON, by npm's solc of @tallystick/verifier-contracts. */
import { createRequire } from 'node:module';
import { serve } from './serve.mjs';

serve(async (/** @type {{ input: object }} */ { input }) => {
  const contracts = createRequire(import.meta.url).resolve('@tallystick/verifier-contracts/package.json');
  const solc = createRequire(contracts)('solc');
  return JSON.parse(solc.compile(JSON.stringify(input)));
});
