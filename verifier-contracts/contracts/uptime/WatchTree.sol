// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeCourt} from "../interfaces/IUptimeCourt.sol";
import {FIELD_MODULUS} from "../rollup/Field.sol";
import {IPoseidon4} from "./IPoseidon4.sol";
import {IPoseidon5} from "./IPoseidon5.sol";

/// @title A watcher's tree, as the uptime statement has it
/// @notice leaf = Poseidon5(watcher, provider, epoch, bitmap, salt), node = Poseidon4(four children), quaternary, empty
/// leaf 0. The lowest two bits of the index are the leaf's place among its neighbours.
library WatchTree {
    /// @notice The root that an opening leads to.
    /// @dev Reverts with {IUptimeCourt.WrongLength}, {IUptimeCourt.OutOfBounds} or {IUptimeCourt.NotInField} where the
    /// opening isn't of the form that a proof could use.
    function rootOf(
        IPoseidon4 poseidon4,
        IPoseidon5 poseidon5,
        uint256 depth,
        address watcher,
        address provider,
        uint32 epoch,
        IUptimeCourt.Opening calldata opening
    ) internal pure returns (uint256 node) {
        if (opening.siblings.length != depth) {
            revert IUptimeCourt.WrongLength("siblings", opening.siblings.length, depth);
        }
        uint256 index = opening.index;
        if (index >> (2 * depth) != 0) revert IUptimeCourt.OutOfBounds("index", index, 0, (1 << (2 * depth)) - 1);
        _requireElement("salt", opening.salt);
        node = poseidon5.poseidon(
            [uint256(uint160(watcher)), uint256(uint160(provider)), epoch, opening.bitmap, opening.salt]
        );
        for (uint256 level = 0; level < depth; ++level) {
            uint256[3] calldata siblings = opening.siblings[level];
            uint256[4] memory family;
            uint256 place = index & 3;
            for (uint256 i = 0; i < 3; ++i) {
                _requireElement("siblings", siblings[i]);
                family[i < place ? i : i + 1] = siblings[i];
            }
            family[place] = node;
            node = poseidon4.poseidon(family);
            index >>= 2;
        }
    }

    function _requireElement(string memory name, uint256 given) private pure {
        if (given >= FIELD_MODULUS) revert IUptimeCourt.NotInField(name, given, FIELD_MODULUS);
    }
}
