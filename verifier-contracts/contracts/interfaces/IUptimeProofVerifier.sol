// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A verifier of uptime proofs
/// @notice The face of the Groth16 verifier that is generated from the uptime statement's verification key.
interface IUptimeProofVerifier {
    /// @notice Whether `proof` proves the statement `publicInputs`.
    /// @param proof The points `[A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y]`.
    /// @param publicInputs `[missedSlots, provider, epoch, root0, root1, root2, root3, root4]`; one that isn't below the
    /// scalar field's modulus makes the answer false.
    function verify(uint256[8] calldata proof, uint256[8] calldata publicInputs) external view returns (bool);
}
