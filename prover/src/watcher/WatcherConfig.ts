/** How a watcher runs. `resolveWatcherConfig` fills in the defaults. */
export type WatcherConfig = {
  /** Folder of the records and of the secret; made when missing, readable by its owner alone. */
  dataDir: string;
  /** Address that the HTTP service listens on. */
  host: string;
  /** Port of the HTTP service; 0 takes a free one. */
  port: number;
  /** How long a provider has to answer a probe, in milliseconds; at most a quarter of a slot. */
  probeTimeoutMs: number;
  /** Probes under way at once. */
  probeConcurrency: number;
  /** How often the chain is asked for seeds, windows and demands, in milliseconds. */
  pollIntervalMs: number;
  /** Whether providers at private, loopback and other special addresses are probed, as only development needs. */
  allowPrivateEndpoints: boolean;
  /** Requests a minute that the HTTP service takes from one address. */
  requestsPerMinute: number;
  /** Whole epochs whose slot records are kept after their court is over. */
  keepEpochs: number;
};
