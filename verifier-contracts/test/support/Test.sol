// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @title What a Foundry test needs, and no more
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqual(string what, uint256 given, uint256 expected);
    error NotTrue(string what);

    function assertEq(uint256 given, uint256 expected, string memory what) internal pure {
        if (given != expected) revert NotEqual(what, given, expected);
    }

    function assertEq(address given, address expected, string memory what) internal pure {
        assertEq(uint160(given), uint160(expected), what);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    /// @dev Maps `value` into [minimum, maximum].
    function bound(uint256 value, uint256 minimum, uint256 maximum) internal pure returns (uint256) {
        uint256 size = maximum - minimum + 1;
        return size == 0 ? value : minimum + (value % size);
    }
}
