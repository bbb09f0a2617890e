import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
  'statement/malformed': {
    status: 400,
    meaning: 'A field of the proof is missing or of the wrong form; the facts name it.',
    remedy: 'Give the proof unchanged, as `tallystick prove` wrote it.',
  },
  'statement/wrong-artifacts': {
    status: 400,
    meaning: 'The artifacts are those of another statement.',
    remedy: 'Load the artifacts of the statement that is to be proved or verified.',
  },
  'statement/unprovable': {
    status: 422,
    meaning: 'The circuit refuses these inputs, although they passed every check before it.',
    remedy: 'Load artifacts of the same version as this package; if they are, report this as a bug.',
  },
  'statement/prover-failed': {
    status: 500,
    meaning: 'The prover failed on the statement, or made a proof that is not valid.',
    remedy:
      'Try again with more free memory; if it persists, delete the keys in the cache folder, which are then made anew.',
  },
  'statement/verification-impossible': {
    status: 500,
    meaning: 'The proof could not be checked at all; this says nothing about its validity.',
    remedy: 'Use a verification key as `loadStatementArtifacts` gives it; the cause holds the details.',
  },
  'statement/invalid-proof': {
    status: 422,
    meaning: 'The proof is not valid for what it states, or states something else than expected.',
    remedy: 'Ask for a proof of exactly this statement; check that key and proof are of one setup.',
  },
};

/** Errors of Groth16 statements: their proofs, proving and verifying. */
export const statementError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
