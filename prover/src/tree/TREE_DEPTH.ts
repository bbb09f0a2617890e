/** Levels of the quaternary account tree: 4^16 = 2^32 leaves. Level 0 is the root, level 16 holds the leaves. */
export const TREE_DEPTH = 16;
