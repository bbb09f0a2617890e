// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title circomlib's Poseidon of four inputs, as the contract that circomlibjs assembles
interface IPoseidon4 {
    /// @notice The hash of four field elements.
    function poseidon(uint256[4] calldata input) external pure returns (uint256);
}
