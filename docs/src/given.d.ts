/**
 * What examples take as given beside what they import: a deployment, clients of viem, and what another example has made. A name
 * stands here only where its meaning is plain without a word.
 */
declare global {
  // A deployment, and clients of its chain.
  const deployment: import('@tallystick/verifier-contracts').Deployment;
  const chainId: number;
  const rollup: import('viem').Address;
  const token: import('viem').Address;
  const courts: import('@tallystick/verifier-contracts').CourtsDeployment;
  const stakeRegistry: import('viem').Address;
  const uptimeCourt: import('viem').Address;
  /** The stake registry, as what probes are signed for. */
  const registry: import('viem').Address;
  const domain: bigint;
  const publicClient: import('@tallystick/prover/chain').ChainReader;
  const walletClient: import('viem').WalletClient<
    import('viem').Transport,
    import('viem').Chain,
    import('viem').Account
  >;

  // A wallet, and the keys that come from it.
  const walletKey: import('viem').Hex;
  const wallet: import('@tallystick/prover/core').SigningWallet;
  const root: bigint;
  const recipient: import('viem').Address;
  const responder: import('viem').Address;
  const responderKey: import('viem').Hex;

  // An account, and what is signed for it.
  const privateKey: bigint;
  const owner: import('@tallystick/prover').Point;
  const terms: import('@tallystick/prover/core').Terms;
  const viewKey: bigint;
  const receipt: import('@tallystick/prover').Receipt;
  const receipts: import('@tallystick/prover').Receipt[];
  const withdrawal: import('@tallystick/prover').Withdrawal;
  const allowances: import('@tallystick/prover').ClientAllowance[];
  const allowanceTerms: ReadonlyMap<number, import('@tallystick/prover/core').Terms>;
  const ownAccounts: import('@tallystick/prover/escape').OwnAccount[];
  const gateway: import('@tallystick/prover').Gateway;

  // What came over the wire.
  const body: string;
  const request: Request;

  // A batch, and what it publishes of a leaf.
  const nodes: import('@tallystick/prover/core').NodeStore;
  const accounts: import('@tallystick/prover/core').AccountStore;
  const batchRequest: import('@tallystick/prover/batch').BatchRequest;
  const executed: import('@tallystick/prover/batch').ExecutedBatch;
  const proof: import('viem').Hex;
  const publicInputs: bigint[];
  const salt: bigint;
  const leaf: bigint;
  const maskedWord: bigint;

  // Uptime and usage.
  const provider: import('viem').Address;
  const watcher: import('viem').Address;
  const epoch: number;
  const challenge: import('@tallystick/prover/core').ProbeChallenge;
  const records: import('@tallystick/prover/statements').WatchRecord[];
  const opening: import('@tallystick/prover/statements').WatchOpening;
  const openings: import('@tallystick/prover/statements').WatchOpening[];
  const watchRoot: bigint;
  const roots: bigint[];
  const rootBefore: bigint;
  const rootAfter: bigint;
  const verificationKey: import('@tallystick/prover/verify').Groth16VerificationKey;
  const uptimeProof: import('@tallystick/prover/verify').UptimeProof;
  const usageProof: import('@tallystick/prover/verify').UsageProof;
}

export {};
