// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IUptimeCourt} from "../interfaces/IUptimeCourt.sol";

/// @title What missed slots cost
/// @notice A provider that promises the uptime `s` and was up in `k` of the `n = 96` slots falls short by
///
///     x = max(0, s - k/n - 1.65 * sqrt(s * (1 - s) / n))
///
/// and loses `min(cap, linear * x + quadratic * x^2)` of its stake. The root is the standard deviation of the mean of `n`
/// independent slots, and 1.65 of them is the one-sided 95% quantile of the normal distribution: a provider that keeps
/// its promise is seldom punished for bad luck, and then by little.
/// @dev Fractions are in 1e-18 and rounded in the provider's favour. docs/uptime.md has a table, tested against this.
library UptimePenalty {
    /// @notice How many slots an epoch has.
    uint256 internal constant SLOTS = 96;

    uint256 internal constant WAD = 1e18;

    uint256 private constant _WAD_PER_BPS = 1e14;

    /// @notice How far a provider fell short of its promise, beyond what chance allows.
    /// @param promisedBps What it promised, in 1/10000; at most 10,000.
    /// @param missedSlots In how many slots it was down; at most 96.
    /// @return The shortfall in 1e-18, at most 1e18.
    function shortfall(uint256 promisedBps, uint256 missedSlots) internal pure returns (uint256) {
        // Nothing overflows: every factor is at most 1e18.
        unchecked {
            uint256 promised = promisedBps * _WAD_PER_BPS;
            uint256 variance = Math.ceilDiv(promised * (WAD - promised), SLOTS);
            uint256 tolerance = Math.ceilDiv(Math.sqrt(variance, Math.Rounding.Ceil) * 165, 100);
            uint256 reached = Math.ceilDiv((SLOTS - missedSlots) * WAD, SLOTS) + tolerance;
            return promised > reached ? promised - reached : 0;
        }
    }

    /// @notice The fraction of the stake that missed slots cost, in 1e-18.
    /// @param promisedBps What the provider promised, in 1/10000; at most 10,000.
    /// @param missedSlots In how many slots it was down; at most 96.
    function fraction(IUptimeCourt.Schedule memory schedule, uint256 promisedBps, uint256 missedSlots)
        internal
        pure
        returns (uint256)
    {
        uint256 x = shortfall(promisedBps, missedSlots);
        // Nothing overflows: the coefficients have 96 bits, x 60.
        unchecked {
            uint256 cost = (schedule.linearWad * x + (schedule.quadraticWad * x / WAD) * x) / WAD;
            return cost < schedule.capWad ? cost : schedule.capWad;
        }
    }
}
