// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeProofVerifier} from "../interfaces/IUptimeProofVerifier.sol";

/// @title The call to the verifier of uptime proofs
library UptimeProofCall {
    /// @notice Whether the verifier accepts the proof. One that reverts, or isn't there, doesn't.
    /// @dev Written out because the compiler copies the arrays word by word, and this at once.
    function isValid(IUptimeProofVerifier verifier, uint256[8] calldata proof, uint256[8] memory inputs)
        internal
        view
        returns (bool accepted)
    {
        bytes4 selector = IUptimeProofVerifier.verify.selector;
        // Memory-safe: writes only beyond the free memory pointer, and scratch space.
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, selector)
            calldatacopy(add(start, 0x04), proof, 0x100)
            mcopy(add(start, 0x104), inputs, 0x100)
            let answered := staticcall(gas(), verifier, start, 0x204, 0, 0x20)
            // Exactly true counts; an account without code answers nothing.
            accepted := and(answered, and(gt(returndatasize(), 31), eq(mload(0), 1)))
        }
    }
}
