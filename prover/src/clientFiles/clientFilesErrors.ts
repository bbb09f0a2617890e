import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
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
  'client/counters-locked': {
    status: 409,
    meaning: 'Another process pays from the same allowances, and two that count apart would sign for each other.',
    remedy: 'Wait until it has ended, or keep allowances of its own for it in another folder.',
  },
  'client/other-origin': {
    status: 402,
    meaning: 'The service names a provider that was paid at another origin so far; it got no receipt.',
    remedy:
      'If the provider is there too, allow it by --trust-origin, or `trustOrigin: true`. Otherwise pay nothing: anyone can name any provider.',
  },
};

/** Errors of what a client keeps in files. Some codes are named after the command, which kept these files first. */
export const clientFilesError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
