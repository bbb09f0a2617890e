// @ts-check
/**
 * Worker thread: verifies the signatures of receipts, a group at a time, and answers each in its order. By WebAssembly: the native library
 * would take the whole process with it when a thread is ended in the middle of a call.
 */
import { parentPort } from 'node:worker_threads';
import { loadCrypto, verifyReceipt } from '@tallystick/prover/core';

await loadCrypto();
parentPort?.on('message', (/** @type {Parameters<typeof verifyReceipt>[0][]} */ items) => {
  parentPort?.postMessage(items.map(verifyReceipt));
});
parentPort?.postMessage('ready');
