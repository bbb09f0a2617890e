import type { ErrorCodeEntry } from '../core/errors/ErrorCodeEntry.js';

/** Errors of the sequencer's service: configuration, store, requests, batches in progress. */
export const sequencerCodes = {
  'sequencer/bad-config': {
    status: 500,
    meaning: 'An option has a value that the sequencer cannot use; the facts name the option and what was expected.',
    remedy: 'Correct the option named in the facts; `tallystick-sequencer start --help` lists all of them.',
  },
  'sequencer/bad-deployment': {
    status: 500,
    meaning: 'The deployment file is missing, malformed, or of another chain than the one that answers.',
    remedy:
      'Point the sequencer to the file that `tallystick-sequencer deploy` wrote, and to an RPC of the same chain.',
  },
  'sequencer/foreign-database': {
    status: 500,
    meaning: 'The database belongs to another deployment.',
    remedy: 'Use an empty database, or the one that was used with this deployment.',
  },
  'sequencer/already-driven': {
    status: 503,
    meaning: 'Another sequencer has taken over this database, so this one may not write any more.',
    remedy: 'None needed: one drives, the others wait until it ends. Look at why this one lost its connection.',
  },
  'sequencer/lock-lost': {
    status: 503,
    meaning: "The connection that held the driver's lock broke, so another sequencer may drive the database by now.",
    remedy:
      "Start it again, where nothing does that by itself: it goes on, or stands by. PostgreSQL's log says why it closed the connection.",
  },
  'sequencer/database-unreachable': {
    status: 503,
    meaning: 'The database does not answer, or refuses the connection; the facts name the reason.',
    remedy:
      'Check that PostgreSQL runs, with room on its disk and connections left, and that host, port, user, password and database of DATABASE_URL are right.',
  },
  'sequencer/newer-schema': {
    status: 500,
    meaning: "A newer version of the sequencer has changed the database's schema; this one does not know it.",
    remedy: 'Run the newer version, or restore the backup from before the upgrade.',
  },
  'sequencer/unclaimed-database': {
    status: 500,
    meaning: 'No sequencer of the same version has used the database yet, so there is nothing to prove.',
    remedy:
      "Start the sequencer on this database first, run the same version on both machines, or correct the database's URL.",
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
  'sequencer/embedded-postgres': {
    status: 500,
    meaning: 'The embedded PostgreSQL could not be started.',
    remedy: 'Read its log in the data directory, or set DATABASE_URL to a PostgreSQL server of your own.',
  },
  'sequencer/wrong-operator': {
    status: 500,
    meaning:
      "The database doesn't know the terms of the operator's account, and they aren't those of the operator's key.",
    remedy:
      'Use the key of the wallet that owns the account `operatorSerial` of the deployment file. After a change of keys, start once with the old one: the account is known from then on.',
  },
  'sequencer/root-mismatch': {
    status: 500,
    meaning: "The contract's root is neither the database's nor that of any batch in it.",
    remedy: 'Restore the database that made the last batch, or rebuild the tree from the chain; nothing was changed.',
  },
  'sequencer/no-shape': {
    status: 500,
    meaning: 'No configured shape is registered in the rollup contract.',
    remedy: 'Configure at least one shape that the deployment file lists.',
  },
  'sequencer/worker-failed': {
    status: 500,
    meaning: 'The proving process ended while it worked on a batch.',
    remedy: 'None needed: it is started again and the batch is retried. If it repeats, give the machine more memory.',
  },
  'sequencer/prover-out-of-memory': {
    status: 500,
    meaning: 'A prover was ended because it took more memory than it may.',
    remedy: 'Raise --prover-memory, use fewer --provers on the machine, or a smaller shape; the job is retried.',
  },
  'sequencer/other-circuit': {
    status: 500,
    meaning:
      "A prover's circuit, key or verifier is not the one that the sequencer verifies with, so no proof is made.",
    remedy:
      'Run the same version, with the same reference string, on the machine that the log names; its job is given back.',
  },
  'sequencer/bad-proof': {
    status: 500,
    meaning: 'A prover handed in a proof that does not verify.',
    remedy: 'Check the prover that the facts name: its version, its reference string, its memory. The job is retried.',
  },
  'sequencer/not-proved': {
    status: 500,
    meaning: 'No prover could prove the batch in all of its attempts; its items wait for other batches.',
    remedy:
      "Read the provers' logs for the reason that the facts name. One item that can't be proved is rejected in the end.",
  },
  'sequencer/batch-outdated': {
    status: 409,
    meaning: 'The batch waited longer than the contract allows between the time that it states and its block.',
    remedy: 'None needed: it is made anew. If it repeats, run more provers, or choose a smaller shape.',
  },
  'sequencer/stale-batch': {
    status: 409,
    meaning:
      'A batch no longer fits the chain: another batch took its place, or an open or its time is not what it was.',
    remedy: 'None needed: its items wait again and the next batch is made on what the chain says now.',
  },
  'sequencer/chain-inconsistent': {
    status: 502,
    meaning: "The nodes' answers contradict each other: events are missing, or a block is no longer what it was.",
    remedy: 'None needed: what was read is undone and read again. If it repeats, put a better RPC endpoint first.',
  },
  'sequencer/out-of-funds': {
    status: 503,
    meaning: "The operator's wallet cannot pay for the transaction of the next batch.",
    remedy: 'Send native coins to the address in the facts; the batch is sent by itself then.',
  },
  'sequencer/fee-cap': {
    status: 503,
    meaning: 'The chain asks for a higher fee than the configured highest one.',
    remedy: 'Wait until fees fall, or raise `--max-fee-gwei` and restart.',
  },
  'sequencer/transaction-failed': {
    status: 502,
    meaning: 'The transaction that publishes a batch was reverted or lost.',
    remedy: "None needed: the batch is planned again. If it repeats, check the operator's role and funds.",
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
  'sequencer/stop-timeout': {
    status: 500,
    meaning: 'Parts of the sequencer, which the facts name, did not stop in time. Nothing that was answered is lost.',
    remedy: 'None needed: the next start goes on where this one ended. If it repeats, raise `--shutdown-timeout`.',
  },
  'sequencer/already-running': {
    status: 500,
    meaning: 'A sequencer runs in this data directory already; the facts name its process.',
    remedy:
      'Stop it with `tallystick-sequencer stop`, choose another `--data-dir`, or start with `--standby` to take over.',
  },
  'sequencer/not-running': {
    status: 500,
    meaning: 'No sequencer runs in this data directory.',
    remedy:
      'Name its data directory with --data-dir; one with a database of its own is stopped by whatever started it.',
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
} as const satisfies Record<string, ErrorCodeEntry>;
