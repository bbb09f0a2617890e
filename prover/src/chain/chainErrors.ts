import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'chain/unreachable': {
    status: 503,
    meaning: "The chain's RPC endpoint does not answer.",
    remedy: 'Check the address of the RPC endpoint and that its node is running, then try again.',
  },
  'chain/call-failed': {
    status: 502,
    meaning: 'The RPC endpoint refused a call or a transaction; the message says why.',
    remedy: 'Read the reason in the message; a wallet needs native coins for gas and for the fee of an open.',
  },
  'chain/wrong-chain': {
    status: 409,
    meaning: 'The RPC endpoint serves another chain than the one the deployment is on.',
    remedy: "Use an RPC endpoint of the deployment's chain.",
  },
  'chain/no-rollup': {
    status: 409,
    meaning: 'There is no Tallystick rollup at the address that the deployment names.',
    remedy:
      'Use the deployment file of this chain; a development chain that was restarted has to be deployed to again.',
  },
  'chain/bad-deployment': {
    status: 400,
    meaning: 'The deployment file is missing, or not of the form that a deployment writes; the facts name the field.',
    remedy: 'Use the file that `tallystick-sequencer deploy` wrote, unchanged.',
  },
  'chain/deployment-differs': {
    status: 409,
    meaning: 'What was said of a deployment is not what the chain has; the facts name the field.',
    remedy:
      "Don't use it. Check that the RPC endpoint is up to date; then ask whoever runs the sequencer for the rollup's address and its deployment file.",
  },
  'chain/foreign-code': {
    status: 409,
    meaning: "At an address of the deployment lies other code than this version's contract; the facts name the field.",
    remedy:
      "Use the version of Tallystick that the contracts were deployed with; a rollup whose address you know from elsewhere can be named with --rollup. Don't use it otherwise.",
  },
  'chain/reverted': {
    status: 422,
    meaning: 'The contract refused the call; the facts hold its error with the values given and expected.',
    remedy: 'Correct the value that the error names; nothing was changed on the chain.',
  },
  'chain/transaction-failed': {
    status: 502,
    meaning: 'The transaction was mined, but it failed; nothing but its gas was spent.',
    remedy: 'Run the same again; the state of the chain changed between the check and the transaction.',
  },
  'chain/transaction-pending': {
    status: 504,
    meaning: 'The transaction was sent, and was not mined in time; it may still be.',
    remedy: 'Look its hash up before you run the same again: if it is mined meanwhile, it was done.',
  },
  'chain/fee-cap': {
    status: 503,
    meaning: 'The chain asks for a higher fee per unit of gas than the highest one allowed. Nothing was sent.',
    remedy: 'Wait until fees fall, or raise `--max-fee-gwei`.',
  },
  'chain/insufficient-tokens': {
    status: 422,
    meaning: 'The wallet holds fewer tokens than are to be paid in.',
    remedy: 'Pay in less, or move tokens to the wallet first.',
  },
  'chain/nothing-to-claim': {
    status: 409,
    meaning: 'No batch has credited a withdrawal to this recipient that was not claimed before.',
    remedy: 'Withdraw first, and wait until its batch is final.',
  },
  'chain/unknown-account': {
    status: 404,
    meaning: 'The rollup contract has not handed out this serial.',
    remedy: 'Check the serial; `tallystick allowance show` without one lists those of the wallet.',
  },
  'chain/unknown-batch': {
    status: 404,
    meaning: 'The rollup has no batch of this number, or none that the rebuild passes.',
    remedy: 'Give a batch of the range in the facts.',
  },
  'chain/root-mismatch': {
    status: 502,
    meaning: "The tree that the events give has another root than the contract's.",
    remedy: 'Use another RPC endpoint: this one leaves events out or changes them; a resumed rebuild starts anew.',
  },
  'chain/events-missing': {
    status: 502,
    meaning: 'The RPC endpoint did not give all events since the deployment.',
    remedy: 'Use an RPC endpoint that keeps the whole history of logs, and the deployment file of this rollup.',
  },
};

/** Errors of the chain: contracts, transactions, addresses. */
export const chainError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
