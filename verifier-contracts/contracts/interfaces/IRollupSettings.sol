// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What governance can change, and how late
/// @notice Whatever users may want to flee from takes effect {governanceDelay} after it was announced at the earliest, which
/// is longer than the longest way out (see IEscape). Nothing here reaches a claim, a refund, a reservation or a self-made
/// batch.
interface IRollupSettings {
    // ------------------------------------------------------------------ types

    /// @notice The sizes of a shape's sections.
    struct Shape {
        uint16 opens;
        uint16 settlements;
        uint16 credits;
        uint16 withdrawals;
    }

    // ------------------------------------------------------------------ events

    /// @notice A shape was registered, replaced, or (verifier 0) retired.
    event ShapeSet(uint256 indexed shapeId, Shape shape, address verifier);

    /// @notice A shape will be registered, replaced or (verifier 0) retired by {applyShape}, from `readyAt` until `lapsesAt`.
    event ShapeScheduled(uint256 indexed shapeId, Shape shape, address verifier, uint40 readyAt, uint40 lapsesAt);

    /// @notice A scheduled shape won't come.
    event ShapeCancelled(uint256 indexed shapeId);

    /// @notice The set-up ended: shapes can't be set at once any more, and opens are taken.
    event Sealed();

    /// @notice The operator's share of a settlement changed.
    event FeeBpsSet(uint16 previous, uint16 current);

    /// @notice A higher share can be put into effect by {applyFeeBps}, from `readyAt` until `lapsesAt`.
    event FeeBpsScheduled(uint16 current, uint16 scheduled, uint40 readyAt, uint40 lapsesAt);

    /// @notice The account that is credited the operator's fees changed.
    event OperatorSerialSet(uint32 previous, uint32 current);

    /// @notice What an open costs, or who receives it, changed.
    event OpenFeeSet(uint96 openFeeWei, address feeRecipient);

    /// @notice New opens are refused until `until`; nothing else is.
    event OpensPaused(uint40 until, uint40 nextPauseFrom);

    /// @notice New opens are taken again before the pause's end.
    event OpensResumed();

    // ------------------------------------------------------------------ errors

    /// @notice The set-up is over: changes of shapes have to be scheduled.
    error AlreadySealed();

    /// @notice The set-up isn't over: opens are taken from {seal} on.
    error NotSealed();

    /// @notice No shape is registered that batches could be made in.
    error NoShape();

    /// @notice Nothing of the kind is scheduled.
    error NothingScheduled();

    /// @notice A scheduled change can't take effect yet.
    error TooEarly(uint256 blockTime, uint256 readyAt);

    /// @notice A scheduled change wasn't applied in time and has to be scheduled anew, so that no old notice surprises.
    error Lapsed(uint256 blockTime, uint256 lapsesAt);

    /// @notice Without this shape nobody could submit a batch.
    error LastShape(uint256 shapeId);

    /// @notice New opens are paused.
    error PausedUntil(uint256 blockTime, uint256 until);

    /// @notice The last pause ended too recently, or still runs.
    error PauseTooSoon(uint256 blockTime, uint256 nextPauseFrom);

    /// @notice No pause runs.
    error NotPaused();

    // ------------------------------------------------------------------ shapes

    /// @notice Registers, replaces or (verifier 0) retires a shape at once: until {seal}, while there is nobody's money.
    function setShape(uint256 shapeId, Shape calldata shape, address verifier) external;

    /// @notice Ends the set-up for good; opens are taken from then on. At least one shape must be registered, and no batch
    /// made yet: the tree that deposits go into is empty, whatever verifiers the set-up had.
    function seal() external;

    /// @notice Announces that a shape is to be registered, replaced or (verifier 0) retired. Announcing again starts anew.
    function scheduleShape(uint256 shapeId, Shape calldata shape, address verifier) external;

    /// @notice Takes the announcement back.
    function cancelShape(uint256 shapeId) external;

    /// @notice Puts an announced shape into effect once its time has come. Anyone may call it.
    function applyShape(uint256 shapeId) external;

    // ------------------------------------------------------------------ settings

    /// @notice Sets the operator's share of a settlement, at most 1000 (10%): at once when it isn't raised or during the
    /// set-up, otherwise announced for {applyFeeBps}. Takes an earlier announcement back.
    function setFeeBps(uint16 feeBps) external;

    /// @notice Puts an announced share into effect once its time has come. Anyone may call it.
    function applyFeeBps() external;

    /// @notice Sets the account that is credited the operator's fees. Self-made batches don't know it.
    function setOperatorSerial(uint32 operatorSerial) external;

    /// @notice Sets what an open costs, and who receives it (also what is held already).
    function setOpenFee(uint96 openFeeWei, address feeRecipient) external;

    // ------------------------------------------------------------------ pause

    /// @notice Refuses new opens for {PAUSE_DURATION}; not again before {PAUSE_COOLDOWN} has passed after that.
    function pauseOpens() external;

    /// @notice Takes new opens again.
    function resumeOpens() external;

    // ------------------------------------------------------------------ views

    /// @notice A shape's sizes and verifier (0 when it isn't registered).
    function shapeOf(uint256 shapeId) external view returns (Shape memory shape, address verifier);

    /// @notice The change that is announced for a shape (`readyAt` 0: none).
    function scheduledShape(uint256 shapeId)
        external
        view
        returns (Shape memory shape, address verifier, uint40 readyAt, uint40 lapsesAt);

    /// @notice The share that is announced (`readyAt` 0: none).
    function scheduledFeeBps() external view returns (uint16 feeBps, uint40 readyAt, uint40 lapsesAt);

    /// @notice Whether the set-up is over.
    function isSealed() external view returns (bool);

    /// @notice When new opens are taken again (in the past: they are), and when they can be paused next.
    function pauseTimes() external view returns (uint40 until, uint40 nextPauseFrom);

    /// @notice Seconds between the announcement of a change and its effect at least.
    function governanceDelay() external view returns (uint40);
}
