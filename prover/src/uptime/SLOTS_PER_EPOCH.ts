/** Slots of an epoch: the bits of a bitmap. */
export const SLOTS_PER_EPOCH = 96;
