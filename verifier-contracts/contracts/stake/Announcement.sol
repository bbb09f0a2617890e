// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A change that is announced first and counts later
/// @notice At most one at a time: another announcement replaces it. It doesn't lapse, since anyone may put it into effect.
library Announcement {
    /// @notice This wasn't announced, or something else was since, or it is in effect already.
    error NothingScheduled();

    /// @notice What was announced doesn't count yet.
    error TooEarly(uint256 blockTime, uint256 readyAt);

    /// @param hash Of what was announced; 0 for nothing.
    /// @param readyAt From when on it may take effect, in unix seconds.
    struct State {
        bytes32 hash;
        uint40 readyAt;
    }

    function announce(State storage state, bytes32 hash, uint40 readyAt) internal {
        state.hash = hash;
        state.readyAt = readyAt;
    }

    /// @notice Takes what was announced off. Reverts unless it is this and its time has come.
    function take(State storage state, bytes32 hash) internal {
        if (hash != state.hash) revert NothingScheduled();
        uint256 readyAt = state.readyAt;
        if (block.timestamp < readyAt) revert TooEarly(block.timestamp, readyAt);
        delete state.hash;
    }
}
