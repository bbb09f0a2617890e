import type { Poseidon } from 'circomlibjs';

/** The loaded hash, private to this package; `loadPoseidon` fills it. */
export const poseidonLibrary: { loading: Promise<void> | undefined; hash: Poseidon | undefined } = {
  loading: undefined,
  hash: undefined,
};
