import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
  'artifacts/unknown-shape': {
    status: 400,
    meaning: 'No circuit shape has this name.',
    remedy: 'Use one of the names in the facts; circuits.json describes them.',
  },
  'artifacts/unknown-statement': {
    status: 400,
    meaning: 'No Groth16 statement has this name.',
    remedy: 'Use one of the names in the facts.',
  },
  'artifacts/compile-failed': {
    status: 500,
    meaning: 'A circuit or its Solidity verifier did not compile.',
    remedy: 'Reinstall the packages so that sources and compiler fit; the cause holds what the compiler said.',
  },
  'artifacts/circuit-too-large': {
    status: 500,
    meaning: 'The circuit has more gates or constraints than circuits.json promises.',
    remedy: 'Reduce the slots or depths in circuits.json, or raise its logGates or logConstraints.',
  },
  'artifacts/verifier-too-large': {
    status: 500,
    meaning: 'The compiled verifier is larger than a contract may be.',
    remedy: 'Use a smaller shape.',
  },
  'artifacts/unexpected-verifier': {
    status: 500,
    meaning: 'The generated verifier does not hold the reference string where it is expected, so it was not changed.',
    remedy: 'Install the version of @aztec/bb.js that package.json names.',
  },
  'artifacts/reference-string-unavailable': {
    status: 503,
    meaning: 'The real reference string is neither in the cache nor at CRS_PATH, and the network did not give it.',
    remedy:
      'Connect to the network, or point CRS_PATH at a folder with bn254_g1.dat and bn254_g2.dat of enough points.',
  },
  'artifacts/reference-string-invalid': {
    status: 500,
    meaning: 'A reference string that should be the real one is not.',
    remedy:
      'Delete the folder named in the facts, or point CRS_PATH elsewhere, and fetch the string from its official source.',
  },
  'artifacts/development-string-refused': {
    status: 403,
    meaning:
      'Anyone can forge proofs under the development reference string, so it is refused outside of development chains.',
    remedy: "Use the real reference string (referenceString: 'real'), or a development chain such as 31337.",
  },
  'artifacts/development-keys-refused': {
    status: 403,
    meaning: 'Anyone can forge proofs under development keys, so they are refused outside of development chains.',
    remedy: "Give the ceremony's files (ptau and zkey), or use a development chain such as 31337.",
  },
  'artifacts/ceremony-incomplete': {
    status: 400,
    meaning: 'Only one of the two files of a ceremony was given.',
    remedy: 'Give both ptau and zkey; or neither, for development keys.',
  },
  'artifacts/ceremony-file-unreadable': {
    status: 400,
    meaning: "A ceremony's file cannot be read.",
    remedy: 'Check the path in the facts and its permissions; the cause holds the details.',
  },
  'artifacts/ptau-unknown': {
    status: 422,
    meaning: 'The powers-of-tau file is none of those whose hashes are pinned.',
    remedy: "Download one of the files in the facts from the address in snarkjs' README, whole and unchanged.",
  },
  'artifacts/zkey-refused': {
    status: 422,
    meaning: 'The proving key was not made by a sound ceremony for this circuit and powers-of-tau file.',
    remedy: 'Use the key of a ceremony for this version of the circuit; docs/statements.md has the commands.',
  },
  'artifacts/setup-failed': {
    status: 500,
    meaning: 'Making or checking a proving key failed.',
    remedy: 'Try again with more free memory and disk space; the cause holds the details.',
  },
  'artifacts/cache-unusable': {
    status: 500,
    meaning:
      'The cache folder cannot be read or written; the facts name the path and the reason, such as EACCES or ENOSPC.',
    remedy:
      'Let this user write to the folder, with free space on it, or name another one in TALLYSTICK_CACHE, or with --cache-dir where that was given.',
  },
  'artifacts/no-native-prover': {
    status: 500,
    meaning: 'There is no native prover for this platform, or it did not start; the facts say why, and what it said.',
    remedy:
      'Run on Linux or macOS, x64 or arm64, with @aztec/bb.js installed completely, and let TMPDIR be a folder that this user can write to.',
  },
  'artifacts/prover-failed': {
    status: 500,
    meaning:
      'The native prover refused a call or ended in the middle of it; the facts say how it ended (code, signal), why as far as that can be told, and what it said last.',
    remedy: 'Follow the remedy that the error has for its reason; without one, report it with the lines in the facts.',
  },
  'artifacts/prover-destroyed': {
    status: 500,
    meaning: 'The prover was already destroyed.',
    remedy: 'Create a new prover.',
  },
  'artifacts/unprovable': {
    status: 422,
    meaning: 'The circuit refuses these inputs, so there is no proof of them.',
    remedy: 'Execute the batch natively: executeBatch names the slot and the reason.',
  },
  'artifacts/wrong-shape': {
    status: 400,
    meaning: 'The batch was executed for another shape than the artifacts are of.',
    remedy: "Load the artifacts of the batch's shape.",
  },
  'artifacts/public-inputs-mismatch': {
    status: 500,
    meaning: 'The proof states other public inputs than the native execution.',
    remedy: 'Report this as a bug, with the versions of all packages.',
  },
  'artifacts/verification-impossible': {
    status: 500,
    meaning: 'The proof could not be checked at all; this says nothing about its validity.',
    remedy: "Check the verifier's address and the connection; the cause holds the details.",
  },
};

/** Errors of artifacts: compiled circuits, keys, reference strings, proofs. */
export const artifactsError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
