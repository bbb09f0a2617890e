// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A verifier of batch proofs
/// @notice The face of the UltraHonk verifier that is generated for each shape.
interface IBatchVerifier {
    /// @notice Whether `proof` proves the statement `publicInputs`.
    /// @dev A generated verifier may revert with an error of its own instead of answering false.
    /// @param proof The proof's bytes, in the encoding of the proving system.
    /// @param publicInputs The batch's public inputs, in the order that {PublicInputs} documents.
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external view returns (bool);
}
