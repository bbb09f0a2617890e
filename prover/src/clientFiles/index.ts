/**
 * What a client keeps in files: the records of its allowances, as the command `tallystick` writes them, and its counters.
 * It may import core, consumer and files, and runs in Node.js alone.
 *
 * @packageDocumentation
 */
export type { AllowanceRecord } from './book/AllowanceRecord.js';
export { type AllowanceBook, createAllowanceBook } from './book/createAllowanceBook.js';
export { clientFilesError } from './clientFilesErrors.js';
export { createFileClientStateStore, type FileClientStateStore } from './createFileClientStateStore.js';
export { type LocalAllowances, type LocalAllowancesOptions, openLocalAllowances } from './openLocalAllowances.js';
