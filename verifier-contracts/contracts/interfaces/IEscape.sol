// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title How a batch gets in without the operator
/// @notice Time is cut into periods of twice {reservationWindow}. The first half of a period is a window, which one caller
/// can reserve; the second half is the operator's alone. A self-made batch obeys the same proof rules as the operator's, but
/// names no operator and pays it no fee, so whoever makes it needs nobody's secrets but its own.
///
/// Who may submit, and when:
///
///     the operator                        in second halves, and in windows that nobody has reserved or that are used
///     the holder of a reservation         in its window, once
///     anyone, once the operator hasn't    in windows that nobody has reserved or that are used
///     submitted for {livenessPeriod}
///
/// So no number of reservations keeps the operator out for longer than a window at a stretch, or for more than half of the
/// time; no reservation is ever moved by a later one; and a returning operator can't be raced by strangers.
interface IEscape {
    /// @notice A window was reserved: in it, `holder` alone may submit the next batch.
    /// @param feeWei What it cost, which is burned.
    event SlotReserved(address indexed holder, uint40 windowStart, uint40 windowEnd, uint256 feeWei);

    /// @notice A batch came in that the operator didn't make.
    event SelfMadeBatch(uint256 indexed batchId, address indexed submitter);

    /// @notice Less was sent along than a reservation costs at present.
    error ReservationFeeTooLow(uint256 given, uint256 expected);

    /// @notice Every window that can be reserved is taken; the next one can be reserved from `retryAt` on.
    error ReservationsFull(uint256 waiting, uint256 maximum, uint256 retryAt);

    /// @notice Another caller has reserved the present window, which ends at `windowEnd` or with that caller's batch.
    error SlotReservedByAnother(address holder, uint256 windowEnd);

    /// @notice The second half of a period is the operator's; the next window starts at `nextWindow`.
    error OperatorsTurn(uint256 blockTime, uint256 nextWindow);

    /// @notice The window isn't the caller's, and the operator's last batch is too recent for anyone to submit.
    error NoReservation(address caller, uint256 blockTime, uint256 anyoneFrom);

    /// @notice Reserves the next free window that starts {reservationDelay} or more from now. Costs the fee of {nextSlot},
    /// which is burned, so that nobody (the operator included) reserves for nothing; what is sent beyond it comes back.
    /// @return windowStart When the window starts, in unix seconds. It never moves.
    /// @return windowEnd When it ends.
    function reserveSlot() external payable returns (uint40 windowStart, uint40 windowEnd);

    /// @notice What a reservation costs at present, the window that it would be for, and how many reserved windows keep
    /// it from an earlier one. The fee is the base fee where none does, and doubles with every eight.
    function nextSlot() external view returns (uint256 feeWei, uint40 windowStart, uint256 waiting);

    /// @notice The window of the period that `time` lies in, and who has reserved it (0: nobody, or it has been used).
    function slotAt(uint256 time) external view returns (address holder, uint40 windowStart, uint40 windowEnd);

    /// @notice From when on anyone may submit in free windows, unless the operator submits before.
    function anyoneFrom() external view returns (uint256);

    /// @notice Seconds between a reservation and its window at least; one period more at most where no window is taken.
    function reservationDelay() external view returns (uint40);

    /// @notice Length of a window in seconds: half of a period.
    function reservationWindow() external view returns (uint40);

    /// @notice What a reservation costs while no window is taken, in wei.
    function reservationFeeWei() external view returns (uint96);

    /// @notice Seconds without a batch by the operator after which anyone may submit.
    function livenessPeriod() external view returns (uint40);

    /// @notice The longest that any way out takes, in seconds: from a reservation to the end of its window with every
    /// window taken, the liveness period with the window after it, or the refund of an open.
    function longestExit() external view returns (uint256);
}
