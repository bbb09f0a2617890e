import { startEngine as startBarretenberg } from '../src/core/hash/barretenbergEngine.js';
import type { CryptoEngine } from '../src/core/hash/CryptoEngine.js';
import { startEngine as startLight } from '../src/core/hash/lightEngine.js';

/** What computes hashes and signatures: the one that Node takes, and the one for browsers. */
export const ENGINES: { name: string; startEngine: () => Promise<CryptoEngine> }[] = [
  { name: 'bb.js', startEngine: startBarretenberg },
  { name: 'the light engine', startEngine: startLight },
];
