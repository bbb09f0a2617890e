// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";

/// @title The registry's parameters: their bounds, and how they are stored
/// @dev Three slots. What a slash needs lies with the balances that it changes; see {Pools}.
library StakeParameters {
    /// @notice No unit of capacity requires more, in token base units.
    uint256 internal constant MAX_RATE = 1e24;

    /// @notice The promises that governance may allow at all, in 1/10000.
    uint256 internal constant MIN_UPTIME_BPS = 5_000;
    uint256 internal constant MAX_UPTIME_BPS = 9_999;

    /// @notice No epoch may cost more than half of a stake, nor less than one percent at most.
    uint256 internal constant MIN_SLASH_CAP_BPS = 100;
    uint256 internal constant MAX_SLASH_CAP_BPS = 5_000;

    /// @notice Who slashes itself under another name gets no more than this back.
    uint256 internal constant MAX_REPORTER_BPS = 3_000;

    /// @notice What a liquidation may cost at most: a keeper's work, and a fine.
    uint256 internal constant MAX_KEEPER_BPS = 500;
    uint256 internal constant MAX_LIQUIDATION_INSURANCE_BPS = 2_000;

    uint256 internal constant BPS = 10_000;

    /// @dev What every slash reads and writes, in one slot. 104 bits hold 2^16 stakes of the largest size.
    struct Pools {
        uint104 insurance;
        uint104 unburnt;
        uint16 maxSlashBps;
        uint16 reporterBps;
        uint16 insuranceBps;
    }

    struct Rates {
        uint80 compute;
        uint80 storageGib;
        uint80 egress;
    }

    struct Rules {
        uint88 providerStake;
        uint88 watcherStake;
        uint16 minUptimeBps;
        uint16 maxUptimeBps;
        uint16 keeperBps;
        uint16 liquidationInsuranceBps;
    }

    /// @notice Reverts with {IStakeRegistry.OutOfBounds} unless every parameter is within its bounds.
    function requireValid(IStakeRegistry.Parameters memory given) internal pure {
        requireBounds("computeRate", given.computeRate, 1, MAX_RATE);
        requireBounds("storageRate", given.storageRate, 1, MAX_RATE);
        requireBounds("egressRate", given.egressRate, 1, MAX_RATE);
        requireBounds("providerStake", given.providerStake, 1, type(uint88).max);
        requireBounds("watcherStake", given.watcherStake, 1, type(uint88).max);
        requireBounds("maxUptimeBps", given.maxUptimeBps, MIN_UPTIME_BPS, MAX_UPTIME_BPS);
        requireBounds("minUptimeBps", given.minUptimeBps, MIN_UPTIME_BPS, given.maxUptimeBps);
        requireBounds("maxSlashBps", given.maxSlashBps, MIN_SLASH_CAP_BPS, MAX_SLASH_CAP_BPS);
        requireBounds("reporterBps", given.reporterBps, 0, MAX_REPORTER_BPS);
        requireBounds("insuranceBps", given.insuranceBps, 0, BPS - given.reporterBps);
        requireBounds("keeperBps", given.keeperBps, 0, MAX_KEEPER_BPS);
        requireBounds("liquidationInsuranceBps", given.liquidationInsuranceBps, 0, MAX_LIQUIDATION_INSURANCE_BPS);
    }

    /// @notice Reverts with {IStakeRegistry.OutOfBounds} unless a value is within its bounds, both included.
    /// @param name Up to 32 characters, as a word: a string that nearly no call needs would cost code at every caller.
    function requireBounds(bytes32 name, uint256 given, uint256 minimum, uint256 maximum) internal pure {
        if (given >= minimum && given <= maximum) return;
        bytes memory text = bytes.concat(name);
        uint256 length = 0;
        while (length < 32 && name[length] != 0) ++length;
        // The string is what comes before the first zero byte.
        assembly ("memory-safe") {
            mstore(text, length)
        }
        revert IStakeRegistry.OutOfBounds(string(text), given, minimum, maximum);
    }
}
