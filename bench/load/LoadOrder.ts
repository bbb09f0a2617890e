/** What the process that makes the load is told. */
export type LoadOrder = {
  /** Base address of the sequencer. */
  url: string;
  /** The deployment's domain, hex. */
  domain: string;
  /** The provider's access token, which every settlement shows. */
  token: string;
  /** One for each client: an allowance of its own, of which it hands in one receipt after the other. */
  clients: { serial: number; privateKey: string }[];
};

/** One run of all clients, asked for after the order. */
export type LoadRun = {
  seconds: number;
  /** Settlements a second of all clients together; as fast as they are answered when left out. */
  perSecond?: number | undefined;
};

/** What a run measured. */
export type LoadFigures = {
  accepted: number;
  seconds: number;
  acceptedPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers other than 202, by status; 0 stands for none at all. */
  refused: Record<string, number>;
};
