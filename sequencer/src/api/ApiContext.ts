import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import type { IntakeContext } from '../intake/IntakeContext.js';
import type { OperationKind } from '../operations/Operation.js';
import type { WaitOf } from '../operations/Wait.js';
import type { BatchFeed } from './stream/createBatchFeed.js';

/** What GET /v1/state answers; field elements and token amounts as text. */
export type PublicState = {
  chainId: number;
  rollup: string;
  token: string;
  domain: string;
  /** Number of the block after which batch, fee and operator are these: at most one poll old. */
  block: number;
  /** Number and root of the latest batch on the chain. */
  batchId: number;
  root: string;
  /** Unix seconds of the latest batch, and of the latest block that was seen. */
  batchTime: number;
  chainTime: number;
  operatorSerial: number;
  feeBps: number;
  shapes: { name: string; settles: number; gates: number; referenceString: string }[];
  /** How many of each operation wait for a batch. */
  waiting: Record<OperationKind, number>;
};

/** How much the service takes on, and from whom. */
export type ApiLimits = {
  /** From one address; 0 for no limit. */
  requestsPerMinute: number;
  requestsAtOnce: number;
  /** Streams of events, which don't count among the requests. */
  streamsAtOnce: number;
  /** Items in the database that wait for a batch. */
  itemsWaiting: number;
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: number;
  corsOrigins?: readonly string[] | undefined;
};

/** What the HTTP service stands on. */
export type ApiContext = {
  intake: IntakeContext;
  state(): Promise<PublicState>;
  /** What GET /v1/deployment answers: the deployment as JSON. */
  deployment: object;
  /** Items that wait for a batch, as last counted. */
  waiting(): number;
  /** @throws sequencer/not-ready, saying why */
  assertReady(): Promise<void>;
  /** Why items wait. */
  waitOf: WaitOf;
  /** Changes of batches, and what expired, for the streams. */
  feed: BatchFeed;
  /** Gates of a shape's circuit. */
  gatesOf(shape: string): number | undefined;
  metrics: Registry;
  /** Hears of every answer: the route's pattern, `unknown` where none fits. */
  count?(route: string, status: number, seconds: number): void;
  /** Hears of every submission: the name of the operation, and why it was refused. */
  countIntake?(kind: string, refusedAs?: string): void;
  /** Hears, before the metrics are shown, whether the service is ready. */
  showReady?(isReady: boolean): void;
  logger: FastifyBaseLogger;
  bodyLimitBytes: number;
  /** How long a client may take to send a request; 30,000 by default. */
  requestTimeoutMs?: number;
  limits: ApiLimits;
};
