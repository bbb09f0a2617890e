/**
 * What a watcher saw of a provider in one epoch: 96 bits, bit i (of value 2^i) is 1 when the provider was up in slot i. Secret
 * until somebody demands it on the chain.
 */
export type Bitmap = bigint;
