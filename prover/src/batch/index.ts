/**
 * What a batch does to the accounts: executed here, to the inputs of its circuit.
 * It may import core; it knows no chain, no files and no prover.
 *
 * @packageDocumentation
 */
export { batchError } from './batchErrors.js';
export { type ExecuteBatchParameters, executeBatch } from './executeBatch.js';
export type { BatchOpen, BatchRequest } from './request.js';
export type { BatchData, ExecutedBatch, SettledReceipt } from './steps.js';
