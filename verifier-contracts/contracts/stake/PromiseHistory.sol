// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title What a provider promised for each epoch
/// @notice An uptime in 1/10000; 0 where it has no obligation.
/// @dev The latest promise is kept by the caller, beside what it reads anyway: nearly every look-up ends there. This
/// holds the earlier ones.
library PromiseHistory {
    using Checkpoints for Checkpoints.Trace224;

    /// @notice Files the promise `bps`, which counted from `fromEpoch` on, before one that counts from `nextFrom` on
    /// replaces it. Neither one that never counts is filed, nor the nothing before the first.
    function file(Checkpoints.Trace224 storage past, uint32 fromEpoch, uint16 bps, uint32 nextFrom) internal {
        if (fromEpoch == nextFrom || (bps == 0 && past.length() == 0)) return;
        past.push(fromEpoch, bps);
    }

    /// @notice What was promised for an epoch before the latest promise counts.
    function lookup(Checkpoints.Trace224 storage past, uint32 epoch) internal view returns (uint16) {
        return uint16(past.upperLookupRecent(epoch));
    }
}
