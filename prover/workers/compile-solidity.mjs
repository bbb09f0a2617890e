// @ts-check
/** Process: compiles Solidity, as standard JSON, by npm's solc. */
import solc from 'solc';
import { serve } from './serve.mjs';

serve(async (/** @type {{ input: object }} */ { input }) => JSON.parse(solc.compile(JSON.stringify(input))));
