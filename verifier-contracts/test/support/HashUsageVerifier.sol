// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUsageProofVerifier} from "../../contracts/interfaces/IUsageProofVerifier.sol";

/// @title A TEST DOUBLE of a usage verifier: proves nothing
/// @notice Takes the hash of the public inputs, as the proof's first word, for a proof of them.
contract HashUsageVerifier is IUsageProofVerifier {
    /// @inheritdoc IUsageProofVerifier
    function verify(uint256[8] calldata proof, uint256[5] calldata publicInputs) external pure returns (bool) {
        return proof[0] == uint256(keccak256(abi.encode(publicInputs)));
    }

    /// @notice What this double takes for a proof.
    function proofOf(uint256[5] memory publicInputs) external pure returns (uint256[8] memory proof) {
        proof[0] = uint256(keccak256(abi.encode(publicInputs)));
    }
}
