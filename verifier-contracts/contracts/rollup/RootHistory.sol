// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The roots of all batches with their times
/// @dev The times are packed five to a slot, so storing a batch costs about 30k gas instead of 44k.
library RootHistory {
    uint256 private constant TIMES_PER_SLOT = 5;
    uint256 private constant TIME_BITS = 48;

    struct History {
        mapping(uint256 batchId => uint256) roots;
        mapping(uint256 slot => uint256) times;
    }

    /// @notice Stores the root and the time of a batch. A batch is stored once.
    function push(History storage history, uint256 batchId, uint256 root, uint48 time) internal {
        history.roots[batchId] = root;
        history.times[batchId / TIMES_PER_SLOT] |= uint256(time) << ((batchId % TIMES_PER_SLOT) * TIME_BITS);
    }

    /// @notice The root and the time of a batch that is stored.
    function entry(History storage history, uint256 batchId) internal view returns (uint256 root, uint48 time) {
        root = history.roots[batchId];
        // The cast cuts the times of the later batches off.
        time = uint48(history.times[batchId / TIMES_PER_SLOT] >> ((batchId % TIMES_PER_SLOT) * TIME_BITS));
    }
}
