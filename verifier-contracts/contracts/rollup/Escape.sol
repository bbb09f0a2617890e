// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IEscape} from "../interfaces/IEscape.sol";
import {IRollup} from "../interfaces/IRollup.sol";
import {RollupBase} from "./RollupBase.sol";

/// @title Reservations of windows, and whose turn it is
/// @dev Windows lie on a fixed grid of time, so the holder of the present one is found without a search, and the operator
/// reads no more than {RollupBase.Head} while no window is reserved.
abstract contract Escape is IEscape, RollupBase, ReentrancyGuardTransient {
    /// @notice How many reserved windows in a row can lie before a new reservation's. With the doubling of the fee the last
    /// of them costs 4,096 times the first.
    uint256 public constant MAX_WAITING = 96;

    /// @notice Where the fees of reservations go: an account that nobody has the key of.
    address public constant BURNED = 0x000000000000000000000000000000000000dEaD;

    uint256 public constant MIN_RESERVATION_DELAY = 10 minutes;
    uint256 public constant MAX_RESERVATION_DELAY = 3 days;
    uint256 public constant MIN_RESERVATION_WINDOW = 5 minutes;
    uint256 public constant MAX_RESERVATION_WINDOW = 1 hours;
    uint256 public constant MIN_RESERVATION_FEE_WEI = 0.0001 ether;
    uint256 public constant MAX_RESERVATION_FEE_WEI = 0.01 ether;
    uint256 public constant MIN_LIVENESS_PERIOD = 1 hours;
    uint256 public constant MAX_LIVENESS_PERIOD = 7 days;

    /// @dev The fee doubles with every so many windows before.
    uint256 private constant DOUBLING = 8;

    uint40 private immutable _DELAY;
    uint40 private immutable _WINDOW;
    uint96 private immutable _FEE_WEI;
    uint40 private immutable _LIVENESS;

    mapping(uint256 period => address) private _holders;

    constructor(uint40 delay, uint40 window, uint96 feeWei, uint40 liveness) {
        _requireBounds("reservationDelay", delay, MIN_RESERVATION_DELAY, MAX_RESERVATION_DELAY);
        _requireBounds("reservationWindow", window, MIN_RESERVATION_WINDOW, MAX_RESERVATION_WINDOW);
        _requireBounds("reservationFeeWei", feeWei, MIN_RESERVATION_FEE_WEI, MAX_RESERVATION_FEE_WEI);
        _requireBounds("livenessPeriod", liveness, MIN_LIVENESS_PERIOD, MAX_LIVENESS_PERIOD);
        _DELAY = delay;
        _WINDOW = window;
        _FEE_WEI = feeWei;
        _LIVENESS = liveness;
    }

    /// @inheritdoc IEscape
    function reserveSlot() external payable nonReentrant returns (uint40 windowStart, uint40 windowEnd) {
        (uint256 period, uint256 waiting) = _nextFree();
        if (waiting > MAX_WAITING) {
            uint256 excess = waiting - MAX_WAITING;
            revert ReservationsFull(waiting, MAX_WAITING, (_earliest() + excess) * _period() - _DELAY - _period() + 1);
        }
        uint256 fee = _feeWei(waiting);
        if (msg.value < fee) revert ReservationFeeTooLow(msg.value, fee);
        _holders[period] = msg.sender;
        // Fits: periods last at least ten minutes.
        _head.lastWindow = uint32(period);
        windowStart = uint40(period * _period());
        windowEnd = windowStart + _WINDOW;
        emit SlotReserved(msg.sender, windowStart, windowEnd, fee);
        Address.sendValue(payable(BURNED), fee);
        if (msg.value > fee) Address.sendValue(payable(msg.sender), msg.value - fee);
    }

    /// @inheritdoc IEscape
    function nextSlot() external view returns (uint256 feeWei, uint40 windowStart, uint256 waiting) {
        uint256 period;
        (period, waiting) = _nextFree();
        return (_feeWei(waiting), uint40(period * _period()), waiting);
    }

    /// @inheritdoc IEscape
    function slotAt(uint256 time) external view returns (address holder, uint40 windowStart, uint40 windowEnd) {
        uint256 period = time / _period();
        windowStart = uint40(period * _period());
        return (_holders[period], windowStart, windowStart + _WINDOW);
    }

    /// @inheritdoc IEscape
    function anyoneFrom() public view returns (uint256) {
        return uint256(_head.lastOperatorAt) + _LIVENESS;
    }

    /// @inheritdoc IEscape
    function reservationDelay() external view returns (uint40) {
        return _DELAY;
    }

    /// @inheritdoc IEscape
    function reservationWindow() external view returns (uint40) {
        return _WINDOW;
    }

    /// @inheritdoc IEscape
    function reservationFeeWei() external view returns (uint96) {
        return _FEE_WEI;
    }

    /// @inheritdoc IEscape
    function livenessPeriod() external view returns (uint40) {
        return _LIVENESS;
    }

    /// @dev The longest way out by a batch: a reservation with every window taken, or silence and then a window.
    function _longestBatchExit() internal view returns (uint256) {
        uint256 byReservation = _DELAY + (MAX_WAITING + 1) * _period() + _WINDOW;
        uint256 bySilence = _LIVENESS + _period() + _WINDOW;
        return byReservation > bySilence ? byReservation : bySilence;
    }

    /// @dev Refuses the operator while another caller's window runs.
    function _requireOperatorsTurn(uint256 lastWindow) internal view {
        uint256 period = block.timestamp / _period();
        if (period > lastWindow) return;
        uint256 end = period * _period() + _WINDOW;
        if (block.timestamp >= end) return;
        address holder = _holders[period];
        if (holder != address(0)) revert SlotReservedByAnother(holder, end);
    }

    /// @dev Takes the caller's turn for a self-made batch: its reservation, or what silence of the operator gives everyone.
    function _takeTurn(uint256 lastOperatorAt) internal {
        uint256 period = block.timestamp / _period();
        uint256 start = period * _period();
        if (block.timestamp >= start + _WINDOW) revert OperatorsTurn(block.timestamp, start + _period());
        address holder = _holders[period];
        if (holder == msg.sender) {
            delete _holders[period];
            return;
        }
        if (holder != address(0)) revert SlotReservedByAnother(holder, start + _WINDOW);
        if (block.timestamp < lastOperatorAt + _LIVENESS) {
            revert NoReservation(msg.sender, block.timestamp, lastOperatorAt + _LIVENESS);
        }
    }

    function _requireBounds(string memory name, uint256 given, uint256 minimum, uint256 maximum) internal pure {
        if (given < minimum || given > maximum) revert IRollup.OutOfBounds(name, given, minimum, maximum);
    }

    /// @dev A window and the operator's half, in seconds.
    function _period() private view returns (uint256) {
        return 2 * uint256(_WINDOW);
    }

    /// @dev The first period that starts after the delay.
    function _earliest() private view returns (uint256) {
        return (block.timestamp + _DELAY + _period() - 1) / _period();
    }

    /// @dev The period that a reservation would get now, and how many reserved ones keep it from an earlier one.
    function _nextFree() private view returns (uint256 period, uint256 waiting) {
        uint256 earliest = _earliest();
        uint256 last = _head.lastWindow;
        period = last < earliest ? earliest : last + 1;
        waiting = period - earliest;
    }

    /// @dev Doubles with every {DOUBLING} windows, and rises evenly in between.
    function _feeWei(uint256 waiting) private view returns (uint256) {
        return ((uint256(_FEE_WEI) << (waiting / DOUBLING)) * (DOUBLING + waiting % DOUBLING)) / DOUBLING;
    }
}
