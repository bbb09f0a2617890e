/** Numbers below 2^bits that only depend on the seed: SplitMix64, 64 bits at a time. */
export function seeded(seed: bigint): (bits: number) => bigint {
  const MASK = (1n << 64n) - 1n;
  let state = seed;
  const word = () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  };
  return (bits) => {
    let value = 0n;
    for (let i = 0; i < bits; i += 64) value = (value << 64n) | word();
    return value & ((1n << BigInt(bits)) - 1n);
  };
}
