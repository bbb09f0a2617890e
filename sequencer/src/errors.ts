import { defineErrors } from '@tallystick/prover/core';

const table = {
  'sequencer/bad-config': {
    status: 500,
    meaning: 'An option has a value that the sequencer cannot use; the facts name the option and what was expected.',
    remedy: "Correct the option named in the facts; the command's own `--help` lists all of them.",
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
  'sequencer/transaction-pooler': {
    status: 500,
    meaning:
      'A connection to the database has no session of its own: a pooler in between shares sessions out by transaction or statement.',
    remedy:
      'Let DATABASE_URL lead to PostgreSQL itself, or to a pooler that keeps a session for each connection (`pool_mode = session` in PgBouncer).',
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
  'sequencer/stop-timeout': {
    status: 500,
    meaning: 'Parts of the sequencer, which the facts name, did not stop in time. Nothing that was answered is lost.',
    remedy: 'None needed: the next start goes on where this one ended. If it repeats, raise `--shutdown-timeout`.',
  },
  'sequencer/cannot-listen': {
    status: 500,
    meaning: 'The HTTP service cannot listen at its address; the facts name host, port and reason.',
    remedy: 'Choose another `--port` or `--host`, or end whatever listens there.',
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
  'sequencer/no-anvil': {
    status: 500,
    meaning: 'The development chain, the npm package @foundry-rs/anvil, is not installed, or not for this platform.',
    remedy: 'Install it by the command in the facts; optional dependencies must not be left out.',
  },
  'sequencer/not-a-dev-folder': {
    status: 500,
    meaning: 'The folder holds no development network, or something else.',
    remedy: 'Name another folder with --data-dir, or start a network there first with `tallystick dev`.',
  },
  'sequencer/dev-folder-unusable': {
    status: 500,
    meaning: 'The folder of the development network cannot be made, read or written to; the facts say why.',
    remedy: 'Start it in a folder that you may write in, or name one with --data-dir.',
  },
  'sequencer/dev-running': {
    status: 500,
    meaning: 'A development network runs in this folder already; the facts name its process.',
    remedy: 'Use that one, stop it with Ctrl-C, or name another folder with --data-dir.',
  },
  'sequencer/dev-ports-taken': {
    status: 500,
    meaning: 'Ports of the development network are taken by other processes; nothing was made.',
    remedy: 'Stop what listens there, or choose others by the options in the message; 0 takes a free one.',
  },
  'sequencer/dev-chain-failed': {
    status: 500,
    meaning: 'The development chain ended, or did not start in time.',
    remedy: 'Read its log, which the facts name. If what it kept is damaged, begin anew with --reset.',
  },
  'sequencer/dev-chain-lost': {
    status: 500,
    meaning: "The folder's contracts are not on its chain: the chain was ended by force before it had kept them.",
    remedy: 'Begin anew with --reset.',
  },
};

/** Errors of the sequencer's service that no client is answered with: configuration, store, proving, publishing. */
export const sequencerError = /* @__PURE__ */ defineErrors(table);

declare module '@tallystick/prover/core' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
