import { encodePacked, keccak256 } from 'viem';

/** Random 256-bit integers that a seed determines: for tests only. */
export function seededRandom(seed: number): () => bigint {
  let counter = 0n;
  return () => BigInt(keccak256(encodePacked(['uint256', 'uint256'], [BigInt(seed), counter++])));
}
