/** Every code that this package throws: what it means, and what the reader can do about it. `docs/errors.md` lists it with the others. */
export const contractsErrorCodes = {
  'deployment/not-found': {
    meaning: "The deployment file can't be read.",
    remedy: 'Give the path of a file that a deployment wrote.',
  },
  'deployment/malformed': {
    meaning: "The deployment file isn't JSON, or one of its fields is missing or wrong; the facts name it.",
    remedy: 'Use the file that the deployment wrote, or deploy again.',
  },
  'deployment/unwritable': {
    meaning: "The deployment file can't be written. What it was to hold is in the facts.",
    remedy: 'Put the content named in the facts into the file by hand: contracts of the deployment may exist already.',
  },
  'deployment/wrong-chain': {
    meaning: 'The deployment is for another chain than the one that is connected.',
    remedy: "Connect to the deployment's chain.",
  },
  'deployment/no-contract': {
    meaning: 'There is no contract at an address of the deployment; the facts name the field.',
    remedy: 'Give the address of a contract on the connected chain.',
  },
  'deployment/transaction-failed': {
    meaning: 'A contract refused a transaction of the deployment, or it was mined and failed.',
    remedy: "Correct what the contract's error names; deploying again starts afresh.",
  },
  'deployment/not-admin': {
    meaning: "The wallet isn't the admin of the access manager.",
    remedy: "Use the admin's wallet; the deployment file names it.",
  },
  'deployment/invalid-parameter': {
    meaning: 'A parameter of the deployment is out of its bounds; the facts name it.',
    remedy: 'Bring the parameter named in the facts into the range named there.',
  },
  'updates/malformed': {
    meaning: "The updates of a `BatchSettled` event aren't whole words, or no number of updates fits them.",
    remedy: 'Give the field updates of a BatchSettled event unchanged.',
  },
} as const;

/** A code of {@link contractsErrorCodes}. */
export type ContractsErrorCode = keyof typeof contractsErrorCodes;
