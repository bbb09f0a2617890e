// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeCourt} from "../../contracts/interfaces/IUptimeCourt.sol";
import {IPoseidon4} from "../../contracts/uptime/IPoseidon4.sol";
import {IPoseidon5} from "../../contracts/uptime/IPoseidon5.sol";

/// @title A watcher's tree, built leaf by leaf, as plainly as can be
/// @notice Only for leaves whose indices are below 16: of every upper level, the first node is the only one.
library WatchTreeReference {
    /// @notice The root of a tree with these 16 leaves, and what proves the one at `index`.
    function open(IPoseidon4 poseidon4, uint256[16] memory leaves, uint256 depth, uint256 index)
        internal
        pure
        returns (uint256 root, uint256[3][] memory siblings)
    {
        siblings = new uint256[3][](depth);
        uint256[4] memory nodes;
        for (uint256 i = 0; i < 4; ++i) {
            nodes[i] = poseidon4.poseidon([leaves[4 * i], leaves[4 * i + 1], leaves[4 * i + 2], leaves[4 * i + 3]]);
        }
        uint256 parent = index / 4;
        siblings[0] = others(
            [leaves[4 * parent], leaves[4 * parent + 1], leaves[4 * parent + 2], leaves[4 * parent + 3]], index % 4
        );
        siblings[1] = others(nodes, parent);
        root = poseidon4.poseidon(nodes);
        // Nodes without leaves under them.
        uint256 empty = poseidon4.poseidon([uint256(0), 0, 0, 0]);
        empty = poseidon4.poseidon([empty, empty, empty, empty]);
        for (uint256 level = 2; level < depth; ++level) {
            siblings[level] = [empty, empty, empty];
            root = poseidon4.poseidon([root, empty, empty, empty]);
            empty = poseidon4.poseidon([empty, empty, empty, empty]);
        }
    }

    function leafOf(IPoseidon5 poseidon5, address watcher, address provider, uint32 epoch, uint96 bitmap, uint256 salt)
        internal
        pure
        returns (uint256)
    {
        return poseidon5.poseidon([uint256(uint160(watcher)), uint256(uint160(provider)), epoch, bitmap, salt]);
    }

    function others(uint256[4] memory family, uint256 place) private pure returns (uint256[3] memory rest) {
        uint256 next = 0;
        for (uint256 i = 0; i < 4; ++i) {
            if (i != place) rest[next++] = family[i];
        }
    }
}
