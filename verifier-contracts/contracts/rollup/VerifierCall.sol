// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBatchVerifier} from "../interfaces/IBatchVerifier.sol";
import {IRollup} from "../interfaces/IRollup.sol";

/// @title The call to a batch verifier
library VerifierCall {
    /// @notice Reverts with {IRollup.ProofRejected} unless the verifier accepts the proof.
    /// @dev Written out because the compiler copies a `bytes32[]` word by word; this copies it at once, into memory that
    /// is free again afterwards.
    function requireValid(uint256 shapeId, address verifier, bytes calldata proof, bytes32[] memory inputs)
        internal
        view
    {
        bytes4 selector = IBatchVerifier.verify.selector;
        bool answered;
        bool accepted;
        // Memory-safe: writes only beyond the free memory pointer, and scratch space.
        assembly ("memory-safe") {
            let start := mload(0x40)
            let proofWords := and(add(proof.length, 31), not(31))
            mstore(start, selector)
            let args := add(start, 4)
            // Head: the offsets of the two arguments, counted from the arguments' start.
            mstore(args, 0x40)
            mstore(add(args, 0x20), add(0x60, proofWords))
            // Tail 1: the proof. Its last word is cleared first, so the padding is zero.
            let cursor := add(args, 0x40)
            mstore(cursor, proof.length)
            cursor := add(cursor, 0x20)
            mstore(add(cursor, and(sub(proofWords, 0x20), sub(0, gt(proofWords, 0)))), 0)
            calldatacopy(cursor, proof.offset, proof.length)
            // Tail 2: the public inputs with their length, as they lie in memory.
            cursor := add(cursor, proofWords)
            let inputBytes := add(mul(mload(inputs), 0x20), 0x20)
            mcopy(cursor, inputs, inputBytes)
            answered := staticcall(gas(), verifier, start, sub(add(cursor, inputBytes), start), 0, 0x20)
            // Exactly true counts; an account without code answers nothing.
            accepted := and(answered, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
        if (accepted) return;
        revert IRollup.ProofRejected(shapeId, verifier, answered ? bytes("") : _returnData());
    }

    /// @dev What the last call returned.
    function _returnData() private pure returns (bytes memory data) {
        assembly ("memory-safe") {
            let size := returndatasize()
            data := mload(0x40)
            mstore(data, size)
            returndatacopy(add(data, 0x20), 0, size)
            mstore(0x40, add(data, and(add(size, 63), not(31))))
        }
    }
}
