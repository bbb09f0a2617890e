/**
 * Log and metrics of what runs for long: gateway, watcher, keeper, sequencer.
 * It imports no other room.
 *
 * @packageDocumentation
 */

export { collectProcess } from './collectProcess.js';
export type { Logger } from './log.js';
export { REQUEST_ID_HEADER, requestIdOf } from './requestIdOf.js';
export { type MetricsServer, serveMetrics } from './serveMetrics.js';
