import { createCipher } from '../../sequencer/src/store/sealing/createCipher.js';

/** A cipher with a fixed key, for stores of tests. */
export const testCipher = createCipher([Buffer.alloc(32, 7)]);
