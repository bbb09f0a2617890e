import {
  type Groth16VerificationKey,
  parseUsageProof,
  type SerializedUsageProof,
  type UsageStatement,
  verifyUsage,
} from '@tallystick/prover/verify';

const page = {
  verify: ({
    verificationKey,
    proof,
    expected,
  }: {
    verificationKey: Groth16VerificationKey;
    proof: SerializedUsageProof;
    expected: UsageStatement;
  }): Promise<boolean> => verifyUsage({ verificationKey, proof: parseUsageProof(proof), expected }),
};

export type VerifyPage = typeof page;
Object.assign(globalThis, page);
