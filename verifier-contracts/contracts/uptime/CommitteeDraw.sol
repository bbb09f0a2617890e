// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Which five watchers watch a provider in an epoch
library CommitteeDraw {
    /// @notice How many members a committee has.
    uint256 internal constant MEMBERS = 5;

    uint256 private constant _DRAW_BITS = 51;
    uint256 private constant _DRAW_MASK = (1 << _DRAW_BITS) - 1;

    /// @notice Five distinct positions below `count`, in ascending order; every set of five is as likely as any other.
    /// @dev Draw `i` is one of the `count - i` positions that are left: counted among the free ones, so it moves up by
    /// one for each taken position that isn't above it. 51 bits of one hash make a draw, so a position's likelihood is
    /// off by less than 2^-19 of itself, whatever the count.
    /// @param seed The epoch's seed.
    /// @param count How many watchers the epoch's set has, from 5 to 2^32 - 1.
    function draw(bytes28 seed, address provider, uint256 count) internal pure returns (uint256[5] memory positions) {
        uint256 entropy = uint256(keccak256(abi.encode(seed, provider)));
        // Nothing overflows: the caller gives 5 or more, and positions have 32 bits.
        unchecked {
            for (uint256 i = 0; i < MEMBERS; ++i) {
                uint256 position = (entropy & _DRAW_MASK) % (count - i);
                entropy >>= _DRAW_BITS;
                uint256 place = 0;
                while (place < i && positions[place] <= position) {
                    ++position;
                    ++place;
                }
                for (uint256 j = i; j > place; --j) {
                    positions[j] = positions[j - 1];
                }
                positions[place] = position;
            }
        }
    }
}
