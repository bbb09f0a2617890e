// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {StakeAccount} from "./StakeAccount.sol";

/// @title What a provider promised for each epoch
/// @notice An uptime in 1/10000; 0 where it has no obligation.
/// @dev The latest promise lies beside the stake, where nearly every look-up ends; the one before it in a slot that a
/// change of the account's status writes anyway; the six before that together in a slot, so that a proof costs hardly more
/// however often its provider changed its mind since; only those before that in a list.
library PromiseHistory {
    using Checkpoints for Checkpoints.Trace224;

    /// @dev A promise in {StakeAccount.State.recentPromises}: its first epoch, never 0, above what was promised.
    uint256 private constant _PROMISE_BITS = 40;
    uint256 private constant _BPS_BITS = 16;
    uint256 private constant _OLDEST_SHIFT = 5 * _PROMISE_BITS;

    /// @notice Sets what is promised from `fromEpoch` on, which lies before no other promise's first epoch.
    function set(StakeAccount.State storage state, uint24 fromEpoch, uint16 bps) internal {
        StakeAccount.Hot storage hot = state.hot;
        if (hot.promiseBps == bps) return;
        // One that never counts is forgotten.
        if (hot.promiseFrom != fromEpoch) {
            uint256 previous = (uint256(state.previousFrom) << _BPS_BITS) | state.previousBps;
            if (previous != 0) {
                uint256 recent = state.recentPromises;
                uint256 oldest = recent >> _OLDEST_SHIFT;
                if (oldest != 0) state.olderPromises.push(uint32(oldest >> _BPS_BITS), uint16(oldest));
                state.recentPromises = ((recent ^ (oldest << _OLDEST_SHIFT)) << _PROMISE_BITS) | previous;
            }
            state.previousFrom = hot.promiseFrom;
            state.previousBps = hot.promiseBps;
            hot.promiseFrom = fromEpoch;
        }
        hot.promiseBps = bps;
    }

    /// @notice What was promised for an epoch.
    /// @param hot The account's, which the caller has read already.
    function lookup(StakeAccount.State storage state, StakeAccount.Hot memory hot, uint32 epoch)
        internal
        view
        returns (uint16)
    {
        if (epoch >= hot.promiseFrom) return hot.promiseBps;
        if (epoch >= state.previousFrom) return state.previousBps;
        for (uint256 recent = state.recentPromises; recent != 0; recent >>= _PROMISE_BITS) {
            if (epoch >= uint24(recent >> _BPS_BITS)) return uint16(recent);
        }
        return uint16(state.olderPromises.upperLookupRecent(epoch));
    }
}
