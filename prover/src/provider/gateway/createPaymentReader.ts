import type { Payment } from '../../core/x402/payment.js';
import { parsePayment, parsePaymentSignature, X402_VERSION_1, X402_VERSION_2 } from '../../core/x402/payment.js';
import { gatewayError } from '../gatewayErrors.js';
import type { PaidRequest } from './gateway.js';

/** What a request pays with, and in which version of x402. */
export type ReadPayment = { readonly payment: Payment; readonly version: number };

type Headers = Pick<PaidRequest, 'payment' | 'signature'>;

/** Reads the headers that pay. What one says never changes, so what was read of it may be kept; what it is worth is never kept. */
export type PaymentReader = {
  /**
   * @throws gateway/payment-required, gateway/payment-too-large, gateway/malformed-payment, gateway/unsupported-payment,
   *   receipt/malformed, receipt/counter-out-of-range
   */
  read(headers: Headers): ReadPayment;
  /** Keeps what was read of the headers, so that the same ones needn't be read again. For payments whose signature holds: strangers keep nothing. */
  keep(headers: Headers, payment: ReadPayment): void;
};

/**
 * @param maxCharacters of all headers kept, in each of two generations: when the younger is full it becomes the elder, of which what isn't
 *   used again is forgotten
 */
export function createPaymentReader({ maxCharacters }: { maxCharacters: number }): PaymentReader {
  const young = createGeneration();
  const old = createGeneration();

  function createGeneration(): { kept: Map<string, ReadPayment>; characters: number } {
    return { kept: new Map(), characters: 0 };
  }

  function put(header: string, payment: ReadPayment): void {
    if (young.kept.has(header)) return;
    if (young.characters + header.length > maxCharacters) {
      Object.assign(old, young);
      Object.assign(young, createGeneration());
    }
    if (header.length > maxCharacters) return;
    young.kept.set(header, payment);
    young.characters += header.length;
  }

  function recall(header: string): ReadPayment | undefined {
    const found = young.kept.get(header);
    if (found !== undefined) return found;
    const elder = old.kept.get(header);
    if (elder !== undefined) put(header, elder);
    return elder;
  }

  return {
    read({ payment, signature }) {
      // A header of one version says nothing in the other.
      if (signature) {
        const known = recall(signature);
        if (known?.version === X402_VERSION_2) return known;
        return { payment: parsePaymentSignature(signature), version: X402_VERSION_2 };
      }
      if (payment) {
        const known = recall(payment);
        if (known?.version === X402_VERSION_1) return known;
        return { payment: parsePayment(payment), version: X402_VERSION_1 };
      }
      throw gatewayError('gateway/payment-required');
    },
    keep({ payment, signature }, read) {
      const header = signature || payment;
      if (header) put(header, read);
    },
  };
}
