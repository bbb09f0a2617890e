// Made by `npm run docs:api` from the OpenAPI document of the sequencer (docs/openapi.json). Do not edit.

export type Units = {
  /** Unit-seconds of computing. */
  readonly computeUnitSeconds: string;
  /** GiB-hours of storage. */
  readonly storageGibHours: string;
  /** MiB sent. */
  readonly egressMib: string;
};

export type Point = {
  /** Grumpkin x. */
  readonly x: string;
  /** Grumpkin y. */
  readonly y: string;
};

export type Signature = {
  /** Schnorr s. */
  readonly s: string;
  /** Schnorr e. */
  readonly e: string;
};

export type Refusal = {
  /** See docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** What of the request is wrong. */
  readonly field?: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly remedy: string;
  /** Of the request that was refused: the operator's log has it too. */
  readonly requestId?: string;
};

export type Wait = {
  readonly reason: 'batch' | 'proof' | 'transaction' | 'block' | 'confirmations' | 'fee-cap' | 'out-of-funds' | 'refused' | 'unreachable';
  readonly lowestFeePerGasWei: string | null;
  readonly highestFeePerGasWei: string | null;
};

export type AccountOpening = {
  /** Number of the account, from the chain. */
  readonly serial: number;
  readonly owner: Point;
  readonly terms: {
    /** The provider's account; 0 for an earning account. */
    readonly providerSerial: number;
    readonly prices: Units;
    /** Unix seconds; 0 for an earning account. */
    readonly expiry: number;
    /** Reads the account; only its parties and the operator know it. */
    readonly viewKey: string;
  };
};

export type RegisteredAccount = {
  /** Number of the account, from the chain. */
  readonly serial: number;
  readonly status: 'queued' | 'open' | 'refunded';
};

export type Account = {
  /** Number of the account, from the chain. */
  readonly serial: number;
  readonly owner: Point;
  readonly terms: {
    /** The provider's account; 0 for an earning account. */
    readonly providerSerial: number;
    readonly prices: Units;
    /** Unix seconds; 0 for an earning account. */
    readonly expiry: number;
  };
  /** Token base units. */
  readonly balance: string;
  readonly counters: Units;
  /** Of the next withdrawal. */
  readonly nonce: number;
  readonly status: 'queued' | 'open' | 'refunded';
};

export type Receipt = {
  /** Of the deployment. */
  readonly domain: string;
  /** Number of the account, from the chain. */
  readonly serial: number;
  readonly units: Units;
  readonly signature: Signature;
};

export type Settlement = {
  readonly id: string;
  /** Number of the account, from the chain. */
  readonly serial: number;
  readonly status: 'pending' | 'batched' | 'final' | 'superseded' | 'rejected' | 'expired';
  readonly units: Units;
  readonly amount: string | null;
  readonly fee: string | null;
  readonly expiry: number | null;
  readonly waitsFor: Wait | null;
  readonly batchId: number | null;
  readonly error: Refusal | null;
};

export type WithdrawalOrder = {
  /** Number of the account, from the chain. */
  readonly serial: number;
  /** The account's current nonce. */
  readonly nonce: number;
  /** Token base units. */
  readonly amount: string;
  /** Who may claim it. */
  readonly recipient: string;
  readonly signature: Signature;
};

export type Withdrawal = {
  readonly id: string;
  /** Number of the account, from the chain. */
  readonly serial: number;
  /** The account's current nonce. */
  readonly nonce: number;
  /** Token base units. */
  readonly amount: string;
  /** Who may claim it. */
  readonly recipient: string;
  readonly status: 'pending' | 'batched' | 'final' | 'rejected';
  readonly batchId: number | null;
  readonly error: Refusal | null;
  readonly waitsFor: Wait | null;
};

export type Batch = {
  readonly id: number;
  readonly status: 'executed' | 'proved' | 'sent' | 'final' | 'discarded';
  readonly shape: string;
  readonly gates: number | null;
  /** Root before. */
  readonly oldRoot: string;
  /** Root after. */
  readonly newRoot: string;
  /** Accounts opened. */
  readonly opens: number;
  /** Settlements, without cover. */
  readonly settlements: number;
  /** Withdrawals, without cover. */
  readonly withdrawals: number;
  readonly txHash: string | null;
  readonly block: string | null;
  readonly gasUsed: string | null;
  readonly proofBytes: number | null;
  readonly witnessMs: number | null;
  readonly proveMs: number | null;
  readonly error: Refusal | null;
  /** When it was executed. */
  readonly createdAt: string;
  /** When it changed. */
  readonly updatedAt: string;
};

export type BatchPage = {
  readonly batches: ReadonlyArray<Batch>;
  readonly next: number | null;
};

export type SettlementPage = {
  readonly settlements: ReadonlyArray<Settlement>;
  readonly next: string | null;
};

export type WithdrawalPage = {
  readonly withdrawals: ReadonlyArray<Withdrawal>;
  readonly next: string | null;
};

export type State = {
  /** Of the chain. */
  readonly chainId: number;
  /** The contract. */
  readonly rollup: string;
  /** What is paid in. */
  readonly token: string;
  /** Of every signature. */
  readonly domain: string;
  /** Number of the block after which batchId, root, batchTime, operatorSerial and feeBps are these. */
  readonly block: number;
  /** Number of the latest batch on the chain. */
  readonly batchId: number;
  /** Of the latest batch. */
  readonly root: string;
  /** Unix seconds of the latest batch. */
  readonly batchTime: number;
  /** Unix seconds of the latest block that was seen. */
  readonly chainTime: number;
  /** The operator's account. */
  readonly operatorSerial: number;
  /** The operator's share, in hundredths of a percent. */
  readonly feeBps: number;
  readonly shapes: ReadonlyArray<{
    readonly name: string;
    /** Settlements. */
    readonly settles: number;
    /** Of the circuit. */
    readonly gates: number;
    readonly referenceString: string;
  }>;
  readonly waiting: {
    /** Opens. */
    readonly opens: number;
    /** Settlements. */
    readonly settlements: number;
    /** Withdrawals. */
    readonly withdrawals: number;
  };
};

export type CourtsDeployment = {
  /** Holds the stakes. */
  readonly stakeRegistry: string;
  /** Judges uptime. */
  readonly uptimeCourt: string;
  /** Answers what usage is proven. */
  readonly usageVerifier: string;
  /** Of uptime proofs. */
  readonly uptimeProofVerifier: string;
  /** Of usage proofs. */
  readonly usageProofVerifier: string;
  /** What stakes are in. */
  readonly stakeToken: string;
  /** Block in which the registry was created. */
  readonly deployedAtBlock: string;
  /** Unix seconds at which epoch 0 began. */
  readonly genesis: number;
  /** Length of one of the 96 slots of an epoch. */
  readonly slotSeconds: number;
  readonly windows: {
    /** Watchers post their roots. */
    readonly postSeconds: number;
    /** Providers demand leaves. */
    readonly demandSeconds: number;
    /** Members answer. */
    readonly revealSeconds: number;
    /** Proofs are still taken. */
    readonly proofSeconds: number;
    /** Anyone has who failed slashed. */
    readonly slashSeconds: number;
  };
};

export type Deployment = {
  /** Of the chain. */
  readonly chainId: number;
  /** The contract. */
  readonly rollup: string;
  /** What is paid in. */
  readonly token: string;
  /** Guards the restricted functions. */
  readonly accessManager: string;
  /** By the shape's name. */
  readonly verifiers: Readonly<Record<string, string>>;
  /** Of every signature. */
  readonly domain: string;
  /** The operator's account when deployed. */
  readonly operatorSerial: number;
  /** Block in which the rollup was created. */
  readonly deployedAtBlock: string;
  /** The operator's share when deployed, in hundredths of a percent. */
  readonly feeBps: number;
  /** What an open cost when deployed, in wei. */
  readonly openFeeWei: string;
  /** After which an open that no batch took can be refunded. */
  readonly refundDelaySeconds: number;
  /** Of the access manager. */
  readonly admin: string;
  /** Sends the batches. */
  readonly operator: string;
  readonly courts?: CourtsDeployment;
};

export type Health = {
  readonly status: string;
};

/** Every operation by its name: where it is, what it takes, and what it answers. */
export type Operations = {
  /** Discloses the terms of an account. */
  registerAccount: {
    method: 'POST';
    path: '/v1/accounts';
    params: Record<string, never>;
    query: Record<string, never>;
    body: AccountOpening;
    answer: RegisteredAccount;
  };
  /** Settles an allowance's latest receipt, with the access token of its provider. */
  submitSettlement: {
    method: 'POST';
    path: '/v1/settlements';
    params: Record<string, never>;
    query: Record<string, never>;
    body: Receipt;
    answer: Settlement;
  };
  /** What became of a settlement. */
  getSettlement: {
    method: 'GET';
    path: '/v1/settlements/{id}';
    params: {
      readonly id: string;
    };
    query: Record<string, never>;
    body: undefined;
    answer: Settlement;
  };
  /** Withdraws from an account. */
  submitWithdrawal: {
    method: 'POST';
    path: '/v1/withdrawals';
    params: Record<string, never>;
    query: Record<string, never>;
    body: WithdrawalOrder;
    answer: Withdrawal;
  };
  /** What became of a withdrawal. */
  getWithdrawal: {
    method: 'GET';
    path: '/v1/withdrawals/{id}';
    params: {
      readonly id: string;
    };
    query: Record<string, never>;
    body: undefined;
    answer: Withdrawal;
  };
  /** An account, after the last final batch. */
  getAccount: {
    method: 'GET';
    path: '/v1/accounts/{serial}';
    params: {
      /** Number of the account, from the chain. */
      readonly serial: number;
    };
    query: Record<string, never>;
    body: undefined;
    answer: Account;
  };
  /** An allowance's settlements, latest first. */
  getAccountSettlements: {
    method: 'GET';
    path: '/v1/accounts/{serial}/settlements';
    params: {
      /** Number of the account, from the chain. */
      readonly serial: number;
    };
    query: {
      readonly limit?: number;
      /** `next` of the page before. */
      readonly before?: string;
    };
    body: undefined;
    answer: SettlementPage;
  };
  /** An account's withdrawals, latest first. */
  getAccountWithdrawals: {
    method: 'GET';
    path: '/v1/accounts/{serial}/withdrawals';
    params: {
      /** Number of the account, from the chain. */
      readonly serial: number;
    };
    query: {
      readonly limit?: number;
      /** `next` of the page before. */
      readonly before?: string;
    };
    body: undefined;
    answer: WithdrawalPage;
  };
  /** Batches, latest first. */
  getBatches: {
    method: 'GET';
    path: '/v1/batches';
    params: Record<string, never>;
    query: {
      readonly limit?: number;
      /** Only batches with a lower id. */
      readonly before?: number;
    };
    body: undefined;
    answer: BatchPage;
  };
  /** One batch. */
  getBatch: {
    method: 'GET';
    path: '/v1/batches/{id}';
    params: {
      readonly id: number;
    };
    query: Record<string, never>;
    body: undefined;
    answer: Batch;
  };
  /** Every change of a batch and every settlement that expires, as it happens, as server-sent events. */
  streamBatches: {
    method: 'GET';
    path: '/v1/batches/stream';
    params: Record<string, never>;
    query: {
      /** Cursor after which to go on; 0 for all. */
      readonly after?: number;
    };
    body: undefined;
    answer: unknown;
  };
  /** What the chain and this service are at. */
  getState: {
    method: 'GET';
    path: '/v1/state';
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    answer: State;
  };
  /** The deployment file, to be held to the chain by who doesn't trust this service. */
  getDeployment: {
    method: 'GET';
    path: '/v1/deployment';
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    answer: Deployment;
  };
  /** Whether the process serves. */
  getHealth: {
    method: 'GET';
    path: '/healthz';
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    answer: Health;
  };
  /** Whether chain, database and prover are there. */
  getReadiness: {
    method: 'GET';
    path: '/readyz';
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    answer: Health;
  };
  /** Metrics for Prometheus. */
  getMetrics: {
    method: 'GET';
    path: '/metrics';
    params: Record<string, never>;
    query: Record<string, never>;
    body: undefined;
    answer: unknown;
  };
};
