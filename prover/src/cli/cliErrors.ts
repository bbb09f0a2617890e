import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'cli/no-wallet-key': {
    status: 400,
    meaning: "The command needs the wallet's private key, and none was given.",
    remedy: 'Set TALLYSTICK_PRIVATE_KEY, or give --key-file FILE with a file that only you can read (chmod 600).',
  },
  'cli/bad-wallet-key': {
    status: 400,
    meaning: "The wallet's private key is not 32 bytes of hex between 1 and the order of secp256k1 minus 1.",
    remedy: 'Give the key as 0x and 64 hex digits, and nothing else.',
  },
  'cli/unknown-allowance': {
    status: 404,
    meaning: 'The local records hold no such account of this wallet.',
    remedy:
      'List the records with `tallystick allowance show`, or add --index and --deployment to work without a record.',
  },
  'cli/ambiguous-allowance': {
    status: 409,
    meaning: 'The local records hold this serial for several rollups.',
    remedy: 'Say which one with --deployment FILE.',
  },
  'cli/wrong-wallet': {
    status: 409,
    meaning: 'The account belongs to another key than the one that this wallet derives.',
    remedy: 'Use the wallet that the account was opened with.',
  },
  'cli/bad-terms': {
    status: 400,
    meaning: 'The options of the open contradict each other or lie in the past.',
    remedy: 'Correct the option named in the facts; `tallystick allowance open --help` explains all of them.',
  },
  'cli/no-receipts': {
    status: 404,
    meaning: 'There is no receipt to settle.',
    remedy:
      'Give --receipt FILE, or --store FOLDER with the receipt store of a gateway that has acknowledged receipts.',
  },
  'cli/wait-timeout': {
    status: 504,
    meaning: 'The sequencer did not finish within the time given; nothing is lost, it goes on working.',
    remedy: 'Run the same command again, with a longer --timeout.',
  },
  'cli/rejected': {
    status: 422,
    meaning: 'The sequencer took the item in, but could not prove it later; the facts say why.',
    remedy: 'Correct what the facts name and submit it anew.',
  },
  'cli/expired': {
    status: 422,
    meaning:
      'The sequencer took the receipt in, and no batch took it before its allowance expired: it pays nobody any more.',
    remedy:
      'Settle the receipts of other allowances longer before their expiry; `--json` shows when they expire and what they wait for.',
  },
  'cli/no-cap': {
    status: 402,
    meaning: 'The service asks to be paid, and the command was given no cap; nothing was paid.',
    remedy: 'Give the most to pay with --max-amount, if the amount in the facts is right.',
  },
  'cli/http-unreachable': {
    status: 502,
    meaning: 'The service did not answer, or its answer broke off.',
    remedy:
      'Check the address and that the service runs. If the facts name an amount, that was signed for and may count as paid.',
  },
  'cli/http-status': {
    status: 502,
    meaning: 'The service answered with an error, whose body was written as any other.',
    remedy: 'Look at the status and the body. If the facts name an amount, that was signed for.',
  },
  'cli/other-deployment': {
    status: 409,
    meaning:
      'The file that was to be written is there already, and is not of the same deployment; it was left as it is.',
    remedy: 'Give another file with --out, or --force if the one that is there is no longer needed.',
  },
  'cli/cannot-listen': {
    status: 500,
    meaning: 'The metrics cannot be served at their address; the facts say why.',
    remedy: 'Choose another --metrics-port or --metrics-host, or end whatever listens there.',
  },
  'cli/no-sequencer': {
    status: 500,
    meaning:
      "The package @tallystick/sequencer is installed neither in the working directory's project nor beside this one.",
    remedy: 'Install it with the development chain: npm install --save-dev @tallystick/sequencer @foundry-rs/anvil.',
  },
  'cli/option-missing': {
    status: 400,
    meaning: 'An option was given that is of no use without another one.',
    remedy: 'Give the option that the facts name too.',
  },
};

/** Errors of the command line. */
export const cliError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
