// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IRollupSettings} from "../interfaces/IRollupSettings.sol";
import {IRollup} from "../interfaces/IRollup.sol";
import {RollupBase} from "./RollupBase.sol";

/// @title Shapes, the settings, and the pause
abstract contract RollupSettings is IRollupSettings, RollupBase, AccessManaged {
    /// @notice The most that an open may ever cost, in wei.
    uint256 public constant MAX_OPEN_FEE_WEI = 0.01 ether;

    /// @notice The most that the operator may ever take of a settlement, in 1/10000. The circuit has the same bound.
    uint256 public constant MAX_FEE_BPS = 1000;

    /// @notice The most that {governanceDelay} can be, in seconds.
    uint256 public constant MAX_GOVERNANCE_DELAY = 365 days;

    /// @notice How long an announced change can be put into effect before it lapses, in seconds.
    uint40 public constant APPLY_PERIOD = 14 days;

    /// @notice How long new opens are refused by a pause, in seconds.
    uint40 public constant PAUSE_DURATION = 3 days;

    /// @notice How long after a pause's end there can't be another, in seconds: longer than the pause, so that at least
    /// two thirds of the time are open whatever a guardian does.
    uint40 public constant PAUSE_COOLDOWN = 6 days;

    /// @dev {OpenSettings.pausedUntil} until the set-up is sealed.
    uint40 internal constant UNSEALED = type(uint40).max;

    /// @dev In one slot, which every open reads.
    struct OpenSettings {
        uint56 feeWei;
        uint40 pausedUntil;
        address feeRecipient;
    }

    /// @dev {Shape} and its verifier, in one slot.
    struct RegisteredShape {
        address verifier;
        uint16 opens;
        uint16 settlements;
        uint16 credits;
        uint16 withdrawals;
    }

    struct ScheduledShape {
        RegisteredShape shape;
        uint40 readyAt;
    }

    struct ScheduledFee {
        uint16 feeBps;
        uint40 readyAt;
    }

    uint40 private immutable _GOVERNANCE_DELAY;

    OpenSettings internal _openSettings;
    mapping(uint256 shapeId => RegisteredShape) private _shapes;
    mapping(uint256 shapeId => ScheduledShape) private _scheduledShapes;
    ScheduledFee private _scheduledFee;
    uint256 private _shapeCount;

    /// @dev The rollup checks the delay, since it knows the ways out.
    constructor(uint40 governanceDelay_) {
        _GOVERNANCE_DELAY = governanceDelay_;
        _openSettings.pausedUntil = UNSEALED;
    }

    // ------------------------------------------------------------------ shapes

    /// @inheritdoc IRollupSettings
    function setShape(uint256 shapeId, Shape calldata shape, address verifier) external restricted {
        if (isSealed()) revert AlreadySealed();
        _setShape(shapeId, _checkedShape(shape, verifier));
    }

    /// @inheritdoc IRollupSettings
    function seal() external restricted {
        if (isSealed()) revert AlreadySealed();
        if (_shapeCount == 0) revert NoShape();
        // A batch of the set-up may rest on a verifier that isn't there any more, and its balances would outlast that one.
        uint256 batchCount = _head.batchCount;
        if (batchCount != 0) revert IRollup.OutOfBounds("batchCount", batchCount, 0, 0);
        _openSettings.pausedUntil = 0;
        emit Sealed();
    }

    /// @inheritdoc IRollupSettings
    function scheduleShape(uint256 shapeId, Shape calldata shape, address verifier) external restricted {
        RegisteredShape memory registered = _checkedShape(shape, verifier);
        uint40 readyAt = _readyAt();
        _scheduledShapes[shapeId] = ScheduledShape({shape: registered, readyAt: readyAt});
        emit ShapeScheduled(shapeId, shape, verifier, readyAt, readyAt + APPLY_PERIOD);
    }

    /// @inheritdoc IRollupSettings
    function cancelShape(uint256 shapeId) external restricted {
        if (_scheduledShapes[shapeId].readyAt == 0) revert NothingScheduled();
        delete _scheduledShapes[shapeId];
        emit ShapeCancelled(shapeId);
    }

    /// @inheritdoc IRollupSettings
    function applyShape(uint256 shapeId) external {
        ScheduledShape memory scheduled = _scheduledShapes[shapeId];
        _requireReady(scheduled.readyAt);
        delete _scheduledShapes[shapeId];
        _setShape(shapeId, scheduled.shape);
    }

    // ------------------------------------------------------------------ settings

    /// @inheritdoc IRollupSettings
    function setFeeBps(uint16 feeBps_) external restricted {
        _requireFeeBps(feeBps_);
        if (feeBps_ <= _head.feeBps || !isSealed()) {
            delete _scheduledFee;
            _setFeeBps(feeBps_);
            return;
        }
        uint40 readyAt = _readyAt();
        _scheduledFee = ScheduledFee({feeBps: feeBps_, readyAt: readyAt});
        emit FeeBpsScheduled(_head.feeBps, feeBps_, readyAt, readyAt + APPLY_PERIOD);
    }

    /// @inheritdoc IRollupSettings
    function applyFeeBps() external {
        ScheduledFee memory scheduled = _scheduledFee;
        _requireReady(scheduled.readyAt);
        delete _scheduledFee;
        _setFeeBps(scheduled.feeBps);
    }

    /// @inheritdoc IRollupSettings
    function setOperatorSerial(uint32 operatorSerial_) external restricted {
        Head storage head = _head;
        if (operatorSerial_ < FIRST_SERIAL || operatorSerial_ >= head.nextSerial) {
            revert IRollup.OutOfBounds("operatorSerial", operatorSerial_, FIRST_SERIAL, head.nextSerial - 1);
        }
        emit OperatorSerialSet(head.operatorSerial, operatorSerial_);
        head.operatorSerial = operatorSerial_;
    }

    /// @inheritdoc IRollupSettings
    function setOpenFee(uint96 openFeeWei_, address feeRecipient_) external restricted {
        _setOpenFee(openFeeWei_, feeRecipient_);
    }

    // ------------------------------------------------------------------ pause

    /// @inheritdoc IRollupSettings
    function pauseOpens() external restricted {
        uint256 from = _nextPauseFrom();
        if (block.timestamp < from) revert PauseTooSoon(block.timestamp, from);
        uint40 until = uint40(block.timestamp) + PAUSE_DURATION;
        _openSettings.pausedUntil = until;
        emit OpensPaused(until, until + PAUSE_COOLDOWN);
    }

    /// @inheritdoc IRollupSettings
    function resumeOpens() external restricted {
        if (block.timestamp >= _openSettings.pausedUntil || !isSealed()) revert NotPaused();
        _openSettings.pausedUntil = uint40(block.timestamp);
        emit OpensResumed();
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IRollupSettings
    function shapeOf(uint256 shapeId) public view returns (Shape memory shape, address verifier) {
        return _unpack(_shapes[shapeId]);
    }

    /// @inheritdoc IRollupSettings
    function scheduledShape(uint256 shapeId)
        external
        view
        returns (Shape memory shape, address verifier, uint40 readyAt, uint40 lapsesAt)
    {
        ScheduledShape memory scheduled = _scheduledShapes[shapeId];
        (shape, verifier) = _unpack(scheduled.shape);
        (readyAt, lapsesAt) = _window(scheduled.readyAt);
    }

    /// @inheritdoc IRollupSettings
    function scheduledFeeBps() external view returns (uint16 feeBps_, uint40 readyAt, uint40 lapsesAt) {
        feeBps_ = _scheduledFee.feeBps;
        (readyAt, lapsesAt) = _window(_scheduledFee.readyAt);
    }

    /// @inheritdoc IRollupSettings
    function isSealed() public view returns (bool) {
        return _openSettings.pausedUntil != UNSEALED;
    }

    /// @inheritdoc IRollupSettings
    function pauseTimes() external view returns (uint40 until, uint40 nextPauseFrom) {
        return (_openSettings.pausedUntil, uint40(_nextPauseFrom()));
    }

    /// @inheritdoc IRollupSettings
    function governanceDelay() external view returns (uint40) {
        return _GOVERNANCE_DELAY;
    }

    // ------------------------------------------------------------------ for the rollup

    /// @dev Before the set-up is sealed nobody's money comes in, and while opens are paused no more of it.
    function _requireOpensAllowed() internal view {
        uint40 until = _openSettings.pausedUntil;
        if (block.timestamp >= until) return;
        if (until == UNSEALED) revert NotSealed();
        revert PausedUntil(block.timestamp, until);
    }

    function _requireFeeBps(uint16 feeBps_) internal pure {
        if (feeBps_ > MAX_FEE_BPS) revert IRollup.OutOfBounds("feeBps", feeBps_, 0, MAX_FEE_BPS);
    }

    function _setFeeBps(uint16 feeBps_) internal {
        emit FeeBpsSet(_head.feeBps, feeBps_);
        _head.feeBps = feeBps_;
    }

    function _setOpenFee(uint96 openFeeWei_, address feeRecipient_) internal {
        if (openFeeWei_ > MAX_OPEN_FEE_WEI) {
            revert IRollup.OutOfBounds("openFeeWei", openFeeWei_, 0, MAX_OPEN_FEE_WEI);
        }
        if (feeRecipient_ == address(0)) revert IRollup.ZeroAddress("feeRecipient");
        // Fits: the bound has 54 bits.
        _openSettings.feeWei = uint56(openFeeWei_);
        _openSettings.feeRecipient = feeRecipient_;
        emit OpenFeeSet(openFeeWei_, feeRecipient_);
    }

    // ------------------------------------------------------------------ private

    /// @dev A shape that can be registered has room for everything that somebody may have to do for itself.
    function _checkedShape(Shape calldata shape, address verifier) private view returns (RegisteredShape memory) {
        if (verifier != address(0)) {
            if (verifier.code.length == 0) revert IRollup.NotAContract("verifier", verifier);
            _requireSlots("opens", shape.opens);
            _requireSlots("settlements", shape.settlements);
            // Slot 0 of the credits is the operator's.
            _requireSlots("credits", shape.credits);
            _requireSlots("withdrawals", shape.withdrawals);
        }
        return RegisteredShape({
            verifier: verifier,
            opens: shape.opens,
            settlements: shape.settlements,
            credits: shape.credits,
            withdrawals: shape.withdrawals
        });
    }

    function _requireSlots(string memory name, uint16 slots) private pure {
        if (slots == 0) revert IRollup.OutOfBounds(name, 0, 1, type(uint16).max);
    }

    /// @dev After the set-up one shape always stays, for batches that anyone makes.
    function _setShape(uint256 shapeId, RegisteredShape memory shape) private {
        uint256 count = _shapeCount;
        if (_shapes[shapeId].verifier != address(0)) --count;
        if (shape.verifier != address(0)) ++count;
        if (count == 0 && isSealed()) revert LastShape(shapeId);
        _shapeCount = count;
        _shapes[shapeId] = shape;
        (Shape memory sizes, address verifier) = _unpack(shape);
        emit ShapeSet(shapeId, sizes, verifier);
    }

    function _readyAt() private view returns (uint40) {
        return uint40(block.timestamp) + _GOVERNANCE_DELAY;
    }

    function _requireReady(uint40 readyAt) private view {
        if (readyAt == 0) revert NothingScheduled();
        if (block.timestamp < readyAt) revert TooEarly(block.timestamp, readyAt);
        if (block.timestamp >= readyAt + APPLY_PERIOD) revert Lapsed(block.timestamp, readyAt + APPLY_PERIOD);
    }

    function _nextPauseFrom() private view returns (uint256) {
        uint256 until = _openSettings.pausedUntil;
        return until == 0 ? 0 : until + PAUSE_COOLDOWN;
    }

    function _window(uint40 readyAt) private pure returns (uint40, uint40) {
        return (readyAt, readyAt == 0 ? 0 : readyAt + APPLY_PERIOD);
    }

    function _unpack(RegisteredShape memory registered) private pure returns (Shape memory shape, address verifier) {
        verifier = registered.verifier;
        shape = Shape({
            opens: registered.opens,
            settlements: registered.settlements,
            credits: registered.credits,
            withdrawals: registered.withdrawals
        });
    }
}
