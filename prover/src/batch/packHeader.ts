import type { BatchRequest } from './BatchRequest.js';

/**
 * The batch's parameters as one public field: now(48) | feeBps(16) | operatorSerial(32) | firstSerial(32) | openCount(16),
 * low bits first. Unchecked.
 */
export function packHeader(
  request: Pick<BatchRequest, 'now' | 'feeBps' | 'operatorSerial' | 'firstSerial'> & { opens: readonly unknown[] },
): bigint {
  return (
    BigInt(request.now) |
    (BigInt(request.feeBps) << 48n) |
    (BigInt(request.operatorSerial) << 64n) |
    (BigInt(request.firstSerial) << 96n) |
    (BigInt(request.opens.length) << 128n)
  );
}
