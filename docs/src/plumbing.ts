/** Functions that doors export for other packages of the repository, and that need no example: why, and which. */
export const plumbing: Record<string, string[]> = {
  'what the sequencer keeps and batches accounts with': [
    'hashStatic',
    'leafOf',
    'openedAccount',
    'padOf',
    'refreshed',
    'createMemoryAccountStore',
    'publicInputCount',
    'updateCount',
    'assertNotLower',
  ],
  'how the sequencer deploys, sends and reads answers': [
    'assertReferenceStringAllowed',
    'assertStatementKeysAllowed',
    'chooseFees',
    'classifySendError',
    'isShapeRegistered',
    'shapeOfCall',
    'toChainError',
  ],
  'what registering checks by itself': ['assertProviderTerms'],
  'how the packages read, convert and report alike': [
    'JsonReader',
    'parseTerms',
    'bytesToField',
    'fieldToBytes',
    'reasonOf',
    'reportStep',
  ],
};
