// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";

/// @title The watchers of each epoch, by position
/// @notice Positions 0 to count - 1 are taken, without gaps: who leaves is replaced by the last one. Every change counts
/// from an epoch on that no later change lies before, so each epoch's set can be looked up for ever.
library WatcherSet {
    using Checkpoints for Checkpoints.Trace224;

    struct Set {
        Checkpoints.Trace224 counts;
        mapping(uint32 position => Checkpoints.Trace224) seats;
        /// @dev Position + 1; 0 for none.
        mapping(address watcher => Checkpoints.Trace224) positions;
    }

    /// @notice Seats a watcher that has no seat.
    function add(Set storage set, uint32 fromEpoch, address watcher) internal {
        uint32 position = uint32(set.counts.latest());
        set.counts.push(fromEpoch, position + 1);
        _seat(set, fromEpoch, position, watcher, position + 1);
    }

    /// @notice Takes the seat of a watcher that has one.
    function remove(Set storage set, uint32 fromEpoch, address watcher) internal {
        // Fits: positions are handed out one by one.
        uint32 position = uint32(set.positions[watcher].latest()) - 1;
        uint32 last = uint32(set.counts.latest()) - 1;
        set.counts.push(fromEpoch, last);
        set.positions[watcher].push(fromEpoch, 0);
        if (position != last) {
            _seat(set, fromEpoch, position, address(uint160(set.seats[last].latest())), last);
        }
        set.seats[last].push(fromEpoch, 0);
        emit IStakeRegistry.WatcherSeated(fromEpoch, last, address(0), last);
    }

    function countAt(Set storage set, uint32 epoch) internal view returns (uint32) {
        return uint32(set.counts.upperLookupRecent(epoch));
    }

    function watcherAt(Set storage set, uint32 epoch, uint32 position) internal view returns (address) {
        return address(uint160(set.seats[position].upperLookupRecent(epoch)));
    }

    function positionAt(Set storage set, uint32 epoch, address watcher) internal view returns (bool, uint32) {
        uint32 next = uint32(set.positions[watcher].upperLookupRecent(epoch));
        return next == 0 ? (false, 0) : (true, next - 1);
    }

    function _seat(Set storage set, uint32 fromEpoch, uint32 position, address watcher, uint32 count) private {
        set.seats[position].push(fromEpoch, uint160(watcher));
        set.positions[watcher].push(fromEpoch, position + 1);
        emit IStakeRegistry.WatcherSeated(fromEpoch, position, watcher, count);
    }
}
