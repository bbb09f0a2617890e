// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {StakeAccount} from "./StakeAccount.sol";

/// @title What a provider promised for each epoch
/// @notice An uptime in 1/10000; 0 where it has no obligation.
/// @dev The latest promise lies beside the stake, where nearly every look-up ends; the one before it in a slot that a
/// change of the account's status writes anyway; only those before that in a list.
library PromiseHistory {
    using Checkpoints for Checkpoints.Trace224;

    /// @notice Sets what is promised from `fromEpoch` on, which lies before no other promise's first epoch.
    function set(StakeAccount.State storage state, uint24 fromEpoch, uint16 bps) internal {
        StakeAccount.Hot storage hot = state.hot;
        if (hot.promiseBps == bps) return;
        // One that never counts is forgotten.
        if (hot.promiseFrom != fromEpoch) {
            if (state.previousFrom != 0) state.olderPromises.push(state.previousFrom, state.previousBps);
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
        return uint16(state.olderPromises.upperLookupRecent(epoch));
    }
}
