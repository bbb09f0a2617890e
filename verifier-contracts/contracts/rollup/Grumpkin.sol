// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../interfaces/IRollup.sol";
import {FIELD_MODULUS, Field} from "./Field.sol";

/// @title Points of Grumpkin, BN254's cycle partner: y² = x³ − 17 over BN254's scalar field
/// @dev The curve's order is prime (cofactor 1), so a point on the curve is in the right group; (0, 0), which some
/// libraries use for the point at infinity, isn't on the curve.
library Grumpkin {
    /// @notice Whether canonical coordinates lie on the curve.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        uint256 cube = mulmod(mulmod(x, x, FIELD_MODULUS), x, FIELD_MODULUS);
        return mulmod(y, y, FIELD_MODULUS) == addmod(cube, FIELD_MODULUS - 17, FIELD_MODULUS);
    }

    /// @notice Reverts unless both coordinates are canonical and the point lies on the curve.
    function requirePoint(uint256 x, uint256 y) internal pure {
        Field.requireElement("ownerX", x);
        Field.requireElement("ownerY", y);
        if (!isOnCurve(x, y)) revert IRollup.PointNotOnCurve(x, y);
    }
}
