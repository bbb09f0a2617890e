// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title For which of the latest epochs an account was slashed
/// @dev 40 bits beside the stake, so a slash writes one slot: the latest epoch that was slashed, and a bit for it and
/// each of the 15 before. That is enough as long as no slash reaches further back, see {MAX_REACH}.
library SlashedEpochs {
    /// @notice How many epochs are remembered.
    uint256 internal constant REMEMBERED = 16;

    /// @notice In epoch `c`, slashes may reach back to `c - MAX_REACH`. The latest epoch is at most `c - 1`.
    uint256 internal constant MAX_REACH = 15;

    /// @notice Whether `epoch` is marked. One that is no longer remembered answers true.
    function isMarked(uint24 latest, uint16 bits, uint256 epoch) internal pure returns (bool) {
        if (epoch > latest) return false;
        uint256 age = latest - epoch;
        return age >= REMEMBERED || (bits >> age) & 1 == 1;
    }

    /// @notice Marks `epoch`, which isn't marked yet.
    function mark(uint24 latest, uint16 bits, uint256 epoch) internal pure returns (uint24, uint16) {
        if (epoch <= latest) return (latest, bits | uint16(1 << (latest - epoch)));
        // The casts cut off what is no longer remembered; the caller sees to it that an epoch has 24 bits.
        return (uint24(epoch), uint16(uint256(bits) << (epoch - latest)) | 1);
    }
}
