// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The handler's own record of windows, silence, pauses and announcements
/// @notice Written down as plainly as can be, for the rollup to be held to.
abstract contract EscapeBook {
    uint256 internal constant DELAY = 1 hours;
    uint256 internal constant WINDOW = 15 minutes;
    uint256 internal constant PERIOD = 30 minutes;
    uint256 internal constant LIVENESS = 1 days;
    uint256 internal constant NOTICE = 14 days;

    /// @dev Who holds the window of a period, until it is used.
    mapping(uint256 period => address) internal holderOf;
    uint256[] internal reservedPeriods;
    uint256 internal lastOperatorAt;
    uint256 internal pausedUntil;
    uint256 internal pausedFor;
    uint256 internal firstPauseAt;

    /// @dev When an announced change may happen; 0: nothing is announced.
    uint256 internal shapeReadyAt;
    address internal announcedVerifier;
    uint256 internal feeReadyAt;
    uint256 internal announcedFee;

    uint256 public burned;
    uint256 public feeBps = 100;
    address public extraVerifier;

    function operatorMaySubmit(uint256 time) internal view returns (bool) {
        return time % PERIOD >= WINDOW || holderOf[time / PERIOD] == address(0);
    }

    function mayMakeOwn(address who, uint256 time) internal view returns (bool) {
        if (time % PERIOD >= WINDOW) return false;
        address holder = holderOf[time / PERIOD];
        return holder == who || (holder == address(0) && time >= lastOperatorAt + LIVENESS);
    }
}
