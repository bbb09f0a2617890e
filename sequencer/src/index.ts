/**
 * Tallystick's sequencer: takes settlements in, proves them in batches, publishes them.
 *
 * @packageDocumentation
 */

export { type ReadConfigFileParameters, readConfigFile } from './config/readConfigFile.js';
export { type ResolveConfigParameters, resolveConfig } from './config/resolveConfig.js';
export { type ConfigName, type ConfigRow, configRows, type SequencerConfig } from './config/rows.js';
export { type DeploySequencerParameters, deploySequencer } from './deploy/deploySequencer.js';
export { sequencerError } from './errors.js';
export { deriveOperatorAccount, type OperatorAccount } from './operator/deriveOperatorAccount.js';
export type { ProvableShape, ProveJob, ProveResult } from './proving/protocol.js';
export { type ProvingWorker, type StartWorkerParameters, startWorker } from './proving/startWorker.js';
export {
  createProvingService,
  type ProvingConfig,
  type ProvingService,
  type ProvingServiceDeps,
} from './service/createProvingService.js';
export { createSequencer, type Sequencer, type SequencerDeps } from './service/createSequencer.js';
export { createPostgresNodeStore, type PostgresNodeStore } from './store/createPostgresNodeStore.js';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './store/embedded/startEmbeddedPostgres.js';
export { createLogger } from './telemetry/createLogger.js';
