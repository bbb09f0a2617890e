/** The answer of a gateway that found no payment. */
export const UNPAID = 'gateway/payment-required';

/** Answers that another receipt can put right. */
export const PAYABLE: ReadonlySet<string> = new Set([
  'gateway/payment-required',
  'gateway/payment-insufficient',
  'gateway/allowance-needed',
  'receipt/lower-than-settled',
]);
/** Answers that a receipt over less can put right, where more was signed for than was asked. */
export const TOO_HIGH: ReadonlySet<string> = new Set([
  'gateway/beyond-balance',
  'gateway/counter-exhausted',
  'gateway/too-far-ahead',
]);

/** Answers that no receipt of this allowance can put right, though one of another may. */
export const SPENT: ReadonlySet<string> = new Set([
  'gateway/beyond-balance',
  'gateway/counter-exhausted',
  'gateway/too-far-ahead',
  'gateway/allowance-expired',
  'gateway/prices-not-accepted',
  'gateway/unknown-allowance',
  'gateway/wrong-provider',
]);
