/** Functions that doors export for other packages of the repository, and that need no example: why, and which. */
export const plumbing: Record<string, string[]> = {
  'what the sequencer keeps and batches accounts with': [
    'leafOf',
    'openedAccount',
    'createMemoryAccountStore',
    'assertNotLower',
  ],
  'how the sequencer deploys, sends and reads answers': [
    'assertProverFolders',
    'assertReferenceStringAllowed',
    'assertStatementKeysAllowed',
    'chooseFees',
    'classifySendError',
    'createBlockWindow',
    'isShapeRegistered',
    'lowestFeePerGas',
    'shapeOfCall',
    'openRecorded',
    'registerOpened',
  ],
  'how the packages read, convert and report alike': [
    'JsonReader',
    'parseTerms',
    'isAlive',
    'processIdentity',
    'outliveReaders',
    'bytesToField',
    'fieldToBytes',
    'reasonOf',
    'reportStep',
    'requestIdOf',
  ],
};
