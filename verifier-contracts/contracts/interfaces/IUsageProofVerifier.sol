// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A verifier of usage proofs
/// @notice The face of the Groth16 verifier that is generated from the usage statement's verification key.
interface IUsageProofVerifier {
    /// @notice Whether `proof` proves the statement `publicInputs`.
    /// @param proof The points `[A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y]`.
    /// @param publicInputs `[serial, rootA, rootB, resource, minIncrease]`; one that isn't below the scalar field's
    /// modulus makes the answer false.
    function verify(uint256[8] calldata proof, uint256[5] calldata publicInputs) external view returns (bool);
}
