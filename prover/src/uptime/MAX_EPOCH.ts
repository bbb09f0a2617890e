/** The greatest epoch: epochs are 32-bit numbers on the chain. */
export const MAX_EPOCH = 2 ** 32 - 1;
