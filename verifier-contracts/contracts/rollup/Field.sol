// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../interfaces/IRollup.sol";

/// @dev The order of BN254's scalar field, which is the base field of Grumpkin.
uint256 constant FIELD_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @title Elements of BN254's scalar field
library Field {
    /// @notice Reverts unless `value` is a canonical field element.
    /// @param name Which value it is, for the error.
    function requireElement(string memory name, uint256 value) internal pure {
        if (value >= FIELD_MODULUS) revert IRollup.NotInField(name, 0, value, FIELD_MODULUS);
    }

    /// @notice Reverts, naming the first value of the list that isn't a canonical field element, if there is one.
    function requireElements(string memory name, uint256[] calldata values) internal pure {
        for (uint256 i = 0; i < values.length; ++i) {
            if (values[i] >= FIELD_MODULUS) revert IRollup.NotInField(name, i, values[i], FIELD_MODULUS);
        }
    }
}
