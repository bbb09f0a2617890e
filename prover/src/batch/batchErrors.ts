import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'batch/bad-request': {
    status: 400,
    meaning: 'A field of the batch request is missing, of the wrong type or out of range; the facts name it.',
    remedy: 'Bring the field named in the facts into the range named there.',
  },
  'batch/shape-overflow': {
    status: 422,
    meaning: 'The batch holds more of one kind than its shape has slots for.',
    remedy: 'Put the rest into the next batch, or use a larger shape.',
  },
  'batch/too-many-providers': {
    status: 422,
    meaning: 'The settlements pay more different providers than the shape has credit slots.',
    remedy: 'Put settlements of further providers into the next batch.',
  },
  'batch/serial-beyond-depth': {
    status: 422,
    meaning: "The account's serial lies beyond the active depth of the shape.",
    remedy: 'Use a shape with a greater active depth.',
  },
  'batch/serial-taken': {
    status: 409,
    meaning: 'An account is to be opened at a serial whose leaf is not empty.',
    remedy: 'Open from the first serial that the rollup contract has not yet seen inserted.',
  },
  'batch/unknown-account': {
    status: 404,
    meaning: 'The account is not known to the operator, so nothing can be proved about it.',
    remedy:
      "Register the account's terms with the operator first; an account opened in the same batch counts as known.",
  },
  'batch/stale-account': {
    status: 409,
    meaning: 'The known state of the account does not match its leaf in the tree.',
    remedy: 'Bring the stores up to date with the chain, then execute the batch again.',
  },
  'batch/not-an-allowance': {
    status: 422,
    meaning: 'A settlement names an earning account, from which no receipt can be paid.',
    remedy: "Settle receipts of allowances only (accounts with a provider's serial).",
  },
  'batch/not-an-earning-account': {
    status: 422,
    meaning: 'An account that is to be credited is not an earning account.',
    remedy: "Check the provider's serial in the allowance's terms, and the operator's serial.",
  },
  'batch/wrong-domain': {
    status: 422,
    meaning: 'The receipt was signed for another chain, another rollup or another version.',
    remedy: "Sign it anew with this deployment's domain.",
  },
  'batch/bad-signature': {
    status: 422,
    meaning: "The signature of the receipt or withdrawal was not made by the account's owner.",
    remedy: 'Take the item out of the batch; its sender has to sign it anew.',
  },
  'batch/lower-than-settled': {
    status: 409,
    meaning: 'A counter of the receipt is lower than the one already settled.',
    remedy: 'Settle the latest receipt of the allowance.',
  },
  'batch/counter-out-of-range': {
    status: 422,
    meaning: 'A counter would need more than 44 bits.',
    remedy: 'Open a new account and let further units count there.',
  },
  'batch/beyond-balance': {
    status: 422,
    meaning: 'The amount is higher than what the account holds.',
    remedy: 'Settle or withdraw at most the balance; top up by opening a further allowance.',
  },
  'batch/balance-overflow': {
    status: 422,
    meaning: 'A credit would lift a balance beyond 88 bits.',
    remedy: 'Withdraw from the earning account first.',
  },
  'batch/expired': {
    status: 422,
    meaning: "The allowance's expiry has come, so its receipts can no longer be settled.",
    remedy: 'Settle receipts well before the expiry.',
  },
  'batch/not-expired': {
    status: 422,
    meaning: 'An allowance can be withdrawn from only after its expiry.',
    remedy: 'Wait until the expiry named in the facts (unix seconds).',
  },
  'batch/bad-withdrawal': {
    status: 400,
    meaning: "The withdrawal's amount, nonce or recipient is out of range; amount and recipient may not be 0.",
    remedy: 'Have the owner sign a withdrawal with fields in range.',
  },
  'batch/wrong-nonce': {
    status: 409,
    meaning: "The withdrawal's nonce is not the account's current one.",
    remedy: 'Sign the withdrawal with the current nonce; a used one never comes back.',
  },
  'batch/nonce-exhausted': {
    status: 422,
    meaning: 'The account has used all of its 2^24 - 1 withdrawals.',
    remedy: 'Open a new account.',
  },
  'batch/no-operator-account': {
    status: 422,
    meaning: "The operator's earning account is neither in the stores nor opened by this batch.",
    remedy: "Include the opening of the operator's account (the first in the queue) in the first batch.",
  },
};

/** Errors of native execution: everything that the circuit would refuse is refused here first, with section and slot. */
export const batchError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
