// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title circomlib's Poseidon of five inputs, as the contract that circomlibjs assembles
interface IPoseidon5 {
    /// @notice The hash of five field elements.
    function poseidon(uint256[5] calldata input) external pure returns (uint256);
}
