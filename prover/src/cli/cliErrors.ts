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
  'cli/file-unreadable': {
    status: 400,
    meaning: 'A file cannot be read, or does not hold what it should.',
    remedy: 'Check the path, its permissions and its content.',
  },
  'cli/file-unwritable': {
    status: 500,
    meaning: 'A file cannot be written.',
    remedy: 'Check the path, its permissions and the space on the disk.',
  },
  'cli/no-home': {
    status: 500,
    meaning: 'The user has no home folder, so there is no default place for what a command keeps.',
    remedy: 'Name the folder by the option in the facts, or set HOME.',
  },
  'cli/book-corrupt': {
    status: 500,
    meaning:
      'The file with the local allowance records is not of the form that this version writes; it was left as it is.',
    remedy: 'Restore it from a backup, or move it away: keys come from the wallet and terms from the sequencer.',
  },
  'cli/book-locked': {
    status: 409,
    meaning: 'Another tallystick command is changing the local allowance records.',
    remedy: 'Wait until it has ended; if none is running, remove the lock file named in the facts.',
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
