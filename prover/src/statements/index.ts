/**
 * The statements that a provider proves privately: how long it was up, how much of a resource it delivered.
 * It may import core and proving; what asks a chain about them is in chain.
 *
 * @packageDocumentation
 */

export {
  type Bitmap,
  countMissedSlots,
  isSlotUp,
  SLOTS_PER_EPOCH,
} from './uptime/bitmap.js';
export { WATCH_DEPTH } from './uptime/constants.js';
export {
  parseWatchOpening,
  type SerializedWatchOpening,
  serializeWatchOpening,
  verifyOpening,
  type WatchLeaf,
  type WatchOpening,
} from './uptime/opening.js';
export { loadPoseidon } from './uptime/poseidon.js';
export { type ProvedUptime, type ProveUptimeParameters, proveUptime } from './uptime/proveUptime.js';
export {
  parseUptimeProof,
  type SerializedUptimeProof,
  serializeUptimeProof,
  type UptimeProof,
  type UptimeStatement,
} from './uptime/statement.js';
export { uptimeError } from './uptime/uptimeErrors.js';
export { type PenaltySchedule, type UptimePenaltyParameters, uptimePenalty } from './uptime/uptimePenalty.js';
export { type VerifyUptimeParameters, verifyUptime } from './uptime/verifyUptime.js';
export {
  type CreateWatchTreeParameters,
  createWatchTree,
  type WatchRecord,
  type WatchTree,
} from './uptime/watchTree.js';
export { type ProvedUsage, type ProveUsageParameters, proveUsage, type UsageOpening } from './usage/proveUsage.js';
export {
  parseUsageProof,
  type Resource,
  type SerializedUsageProof,
  serializeUsageProof,
  type UsageProof,
  type UsageStatement,
} from './usage/statement.js';
export { usageError } from './usage/usageErrors.js';
export { type VerifyUsageParameters, verifyUsage } from './usage/verifyUsage.js';
