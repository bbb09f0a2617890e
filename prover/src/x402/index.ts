/**
 * The scheme for x402's own clients: registered in an x402Client, receipts pay whatever is paid through it.
 * It may import core and consumer, and runs in a browser; nothing of Node.js here, and nothing of x402's packages.
 *
 * @packageDocumentation
 */
export { createX402Scheme, type X402SchemeOptions } from './createX402Scheme.js';
export type { DollarToken, X402Answer, X402Requirements, X402Scheme } from './X402Scheme.js';
