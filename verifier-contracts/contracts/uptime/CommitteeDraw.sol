// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Which five watchers watch a provider in an epoch
library CommitteeDraw {
    /// @notice How many members a committee has.
    uint256 internal constant MEMBERS = 5;

    uint256 private constant _DRAW_BITS = 51;
    uint256 private constant _DRAW_MASK = (1 << _DRAW_BITS) - 1;

    /// @notice Five distinct positions below `count`; every set of five is as likely as any other.
    /// @dev Floyd's algorithm (Bentley, "Programming pearls: a sample of brilliance", CACM 30(9), 1987): draw `i` is a
    /// position up to `count - 5 + i`, or that one itself if it was drawn before. 51 bits of one hash make a draw, so a
    /// position's likelihood is off by less than 2^-19 of itself, whatever the count.
    /// @param seed The epoch's seed.
    /// @param count How many watchers the epoch's set has, from 5 to 2^32 - 1.
    function draw(bytes28 seed, address provider, uint256 count) internal pure returns (uint256[5] memory positions) {
        uint256 entropy = uint256(keccak256(abi.encode(seed, provider)));
        // Nothing overflows: the caller gives 5 or more.
        unchecked {
            for (uint256 i = 0; i < MEMBERS; ++i) {
                uint256 last = count - MEMBERS + i;
                uint256 position = (entropy & _DRAW_MASK) % (last + 1);
                entropy >>= _DRAW_BITS;
                for (uint256 j = 0; j < i; ++j) {
                    if (positions[j] == position) position = last;
                }
                positions[i] = position;
            }
        }
    }
}
