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
  'how the packages read, convert and report alike': [
    'JsonReader',
    'bytesToField',
    'fieldToBytes',
    'reasonOf',
    'reportStep',
  ],
  "what makes the rooms' errors: users catch them": [
    'defineErrors',
    'findError',
    'accountError',
    'cryptoError',
    'keyError',
    'probeError',
    'receiptError',
    'treeError',
    'withdrawalError',
    'x402Error',
  ],
};
