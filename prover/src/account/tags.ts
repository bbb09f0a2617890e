/** Domain separation: what is hashed for one purpose can't be taken for another. Four ASCII letters each. */
/** "tsRC": a receipt's units. */
export const RECEIPT_TAG = 0x74735243n;
/** "tsWD": a withdrawal order. */
export const WITHDRAW_TAG = 0x74735744n;
/** "tsPD", above the 32 bits of the slot: the pad of an update. */
export const PAD_TAG = 0x74735044n << 32n;
/** "tsAC": the token that opens an account's page at the sequencer. */
export const ACCESS_TAG = 0x74734143n;
