/** TEST DOUBLE of a batch verifier, the code that deploys ten bytes that answer true to every call: for tests of what is around a proof. */
export const ALWAYS_TRUE = '0x69600160005260206000f3600052600a6016f3';
