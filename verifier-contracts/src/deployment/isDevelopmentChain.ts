const developmentChains: ReadonlySet<number> = new Set([1337, 31337]);

/**
 * Whether a chain is one that lives on a developer's machine (anvil, Hardhat, Ganache), where nothing has value.
 *
 * @example
 * import { isDevelopmentChain } from '@tallystick/verifier-contracts';
 *
 * isDevelopmentChain(31337); // true
 * isDevelopmentChain(1); // false
 */
export function isDevelopmentChain(chainId: number): boolean {
  return developmentChains.has(chainId);
}
