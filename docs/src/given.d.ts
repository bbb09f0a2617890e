/**
 * What examples take as given beside what they import: a deployment, clients of viem, and what another example has made. A name
 * stands here only where its meaning is plain without a word.
 */
declare global {
  const chainId: number;
  const rollup: import('viem').Address;
  const registry: import('viem').Address;
  const recipient: import('viem').Address;
  const publicClient: import('@tallystick/prover/chain').ChainReader;
  const walletClient: import('@tallystick/prover/chain').ChainWriter;
  /** A private key of Ethereum, and what signs with it. */
  const walletKey: import('viem').Hex;
  const wallet: import('@tallystick/prover/core').SigningWallet;
  /** The root of a wallet's keys, as `deriveAccountKey` gives it. */
  const root: bigint;
  /** The deployment's, as `computeDomain` gives it. */
  const domain: bigint;
  /** The private key of an account, its public key, its terms and its view key. */
  const privateKey: bigint;
  const owner: import('@tallystick/prover').Point;
  const terms: import('@tallystick/prover/core').Terms;
  const viewKey: bigint;
  const receipt: import('@tallystick/prover').Receipt;
  const withdrawal: import('@tallystick/prover').Withdrawal;
  /** What came over the wire. */
  const body: string;
  const request: Request;
  /** An update of a leaf as a batch publishes it. */
  const salt: bigint;
  const leaf: bigint;
  const maskedWord: bigint;
  /** A probe and who answers it. */
  const challenge: import('@tallystick/prover/core').ProbeChallenge;
  const responder: import('viem').Address;
  const responderKey: import('viem').Hex;
}

export {};
