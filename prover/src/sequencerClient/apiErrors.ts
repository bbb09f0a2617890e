import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'sequencer/already-driven': {
    status: 503,
    meaning: 'Another sequencer has taken over this database, so this one may not write any more.',
    remedy: 'None needed: one drives, the others wait until it ends. Look at why this one lost its connection.',
  },
  'sequencer/wrong-store-key': {
    status: 500,
    meaning: 'What is secret in the database was encrypted with another key; the facts name the keys by their ids.',
    remedy: 'Set TALLYSTICK_STORE_KEY or --store-key-file to the key that the database was made with.',
  },
  'sequencer/store-corrupt': {
    status: 500,
    meaning: 'An encrypted value in the database was changed or cut off.',
    remedy: 'Restore the database from a backup, or rebuild it from the chain.',
  },
  'sequencer/root-mismatch': {
    status: 500,
    meaning: "The contract's root is neither the database's nor that of any batch in it.",
    remedy: 'Restore the database that made the last batch, or rebuild the tree from the chain; nothing was changed.',
  },
  'sequencer/chain-inconsistent': {
    status: 502,
    meaning: "The nodes' answers contradict each other: events are missing, or a block is no longer what it was.",
    remedy: 'None needed: what was read is undone and read again. If it repeats, put a better RPC endpoint first.',
  },
  'sequencer/rate-limited': {
    status: 429,
    meaning:
      'This address sent more requests within a minute, or holds more streams open, than the service gives to one; or the account has as many idempotency keys as it may.',
    remedy: 'Wait for the seconds that `Retry-After` names; settle only the latest receipt of an allowance.',
  },
  'sequencer/overloaded': {
    status: 503,
    meaning: 'As many requests or waiting items as the service may hold are there already; this one was not taken in.',
    remedy: 'Send it again after the seconds that `Retry-After` names. Nothing of it was kept.',
  },
  'sequencer/idempotency-conflict': {
    status: 422,
    meaning: 'The idempotency key was used for another body before.',
    remedy: 'Send the very same body with the key, or a new key with a new body.',
  },
  'sequencer/malformed': {
    status: 400,
    meaning: 'A field of the request is missing or of the wrong form; `field` names it.',
    remedy: 'Send the fields as /openapi.json describes them.',
  },
  'sequencer/body-too-large': {
    status: 413,
    meaning: 'The body of the request is larger than the service accepts.',
    remedy: 'Send one item per request.',
  },
  'sequencer/unsupported-media-type': {
    status: 415,
    meaning: 'The body of the request is not JSON.',
    remedy: 'Send JSON with the header `content-type: application/json`.',
  },
  'sequencer/unknown-route': {
    status: 404,
    meaning: 'The service has no such route.',
    remedy: 'See /openapi.json for the routes and their methods.',
  },
  'sequencer/unknown-open': {
    status: 404,
    meaning: 'No open with this serial has been seen on the chain yet.',
    remedy: 'Wait until the open is confirmed, then send the same request again.',
  },
  'sequencer/owner-mismatch': {
    status: 409,
    meaning: 'The owner is not the one that the account was opened with on the chain.',
    remedy: 'Send the public key that was given to `open`.',
  },
  'sequencer/terms-mismatch': {
    status: 409,
    meaning: 'The terms do not hash to the value that the account was opened with on the chain.',
    remedy: 'Send exactly the provider, prices, expiry and view key whose hash was given to `open`.',
  },
  'sequencer/unknown-account': {
    status: 404,
    meaning: 'No account with this serial is registered here.',
    remedy: 'Register the terms of the account with POST /v1/accounts, then send the same request again.',
  },
  'sequencer/unknown-provider': {
    status: 409,
    meaning: "The account of the allowance's provider is not registered here, or is not an earning account.",
    remedy: 'The provider registers its earning account with POST /v1/accounts; then send the same request again.',
  },
  'sequencer/open-refunded': {
    status: 409,
    meaning: 'The deposit of this account went back to its opener, so it holds nothing.',
    remedy: 'Open a new allowance.',
  },
  'sequencer/not-an-allowance': {
    status: 422,
    meaning: 'The account is an earning account; only allowances are settled.',
    remedy: 'Send a receipt of an allowance.',
  },
  'sequencer/beyond-balance': {
    status: 422,
    meaning: 'The amount is higher than what the account holds.',
    remedy: 'Settle or withdraw at most the balance named in the facts.',
  },
  'sequencer/allowance-expired': {
    status: 422,
    meaning: 'The expiry of the allowance has come, so its receipts can no longer be settled.',
    remedy: 'Open a new allowance; settle receipts well before their expiry.',
  },
  'sequencer/not-expired': {
    status: 422,
    meaning: 'An allowance can be withdrawn from only after its expiry.',
    remedy: 'Send the withdrawal again after the expiry named in the facts (unix seconds).',
  },
  'sequencer/wrong-nonce': {
    status: 409,
    meaning: "The nonce of the withdrawal is not the account's current one.",
    remedy: 'Sign the withdrawal with the nonce named in the facts; a used one never comes back.',
  },
  'sequencer/withdrawal-pending': {
    status: 409,
    meaning: 'Another withdrawal of this account with the same nonce is being worked on.',
    remedy: 'Wait until that one is final, then sign with the next nonce.',
  },
  'sequencer/unauthorized': {
    status: 401,
    meaning:
      "The access token is missing or not this account's; for a settlement, not that of the allowance's provider.",
    remedy:
      'Send `Authorization: Bearer <token>` with `accessToken({viewKey, serial})`; to settle, with the view key and serial of the earning account.',
  },
  'sequencer/not-found': {
    status: 404,
    meaning: 'Nothing with this id is known.',
    remedy: 'Use an id that this service returned.',
  },
  'sequencer/not-ready': {
    status: 503,
    meaning: 'The service is starting, stopping, or cannot reach its chain or its database.',
    remedy: 'Try again in a few seconds.',
  },
  'sequencer/internal': {
    status: 500,
    meaning: 'The service met an error that it does not know.',
    remedy: "Try again; if it repeats, send the operator the request's id.",
  },
};

/** Errors that the sequencer answers with over HTTP: the client turns an answer's code into that very error. */
export const apiError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
