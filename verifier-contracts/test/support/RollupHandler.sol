// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IEscape} from "../../contracts/interfaces/IEscape.sol";
import {IRollupSettings} from "../../contracts/interfaces/IRollupSettings.sol";
import {IRollup} from "../../contracts/interfaces/IRollup.sol";
import {Rollup} from "../../contracts/rollup/Rollup.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {EscapeBook} from "./EscapeBook.sol";
import {HashVerifier} from "./HashVerifier.sol";
import {RollupFixture} from "./RollupFixture.sol";

/// @title Does random things to a rollup, and keeps books of its own
contract RollupHandler is RollupFixture, EscapeBook {
    uint256 public constant actorCount = 4;

    uint256 public donated;
    uint256 public deposited;
    uint256 public refunded;
    uint256 public paid;
    uint256 public inQueue;
    uint256 public verifiedBatches;
    uint256 public lastVerifiedRoot;
    uint256 public firstQueued = 1;
    uint256 public nextSerial = 2;
    mapping(address actor => uint256) public credited;
    mapping(address actor => uint256) public claimed;

    uint256 private _seed;

    constructor() {
        deployAll();
        lastVerifiedRoot = rollup.EMPTY_ROOT();
        lastOperatorAt = START;
    }

    function target() external view returns (Rollup, TestToken) {
        return (rollup, token);
    }

    function actor(uint256 index) public pure returns (address) {
        return address(uint160(0x1000 + (index % actorCount)));
    }

    function open(uint256 who, uint256 size) external {
        uint88 amount = uint88(bound(size, 0, 10 ** 24));
        if (vm.getBlockTimestamp() < pausedUntil) {
            fund(actor(who), amount);
            vm.prank(actor(who));
            expectFailure(
                OPEN_FEE, abi.encodeCall(IRollup.open, (X2, Y2, ++_seed, amount)), IRollupSettings.PausedUntil.selector
            );
            return;
        }
        uint32 serial = openAs(actor(who), ++_seed, amount);
        assertEq(serial, nextSerial, "serial");
        ++nextSerial;
        deposited += amount;
        inQueue += amount;
    }

    /// @dev Refunds a queued serial when it is due and holds money; otherwise it must fail and change nothing.
    function refundOpen(uint256 which) external {
        uint32 serial = uint32(bound(which, firstQueued, nextSerial));
        if (serial == nextSerial) {
            expectFailure(abi.encodeCall(IRollup.refundOpen, (serial)), IRollup.OpenNotQueued.selector);
            return;
        }
        (, address opener, uint88 amount, uint40 refundableAt) = rollup.queuedOpen(serial);
        bytes memory data = abi.encodeCall(IRollup.refundOpen, (serial));
        if (vm.getBlockTimestamp() < refundableAt) {
            expectFailure(data, IRollup.RefundTooEarly.selector);
        } else if (amount == 0) {
            expectFailure(data, IRollup.NothingToRefund.selector);
        } else {
            uint256 before = token.balanceOf(opener);
            rollup.refundOpen(serial);
            assertEq(token.balanceOf(opener) - before, amount, "refund");
            queued[serial].amount = 0;
            refunded += amount;
            inQueue -= amount;
        }
    }

    function submitBatch(uint256 openCount, uint256 who, uint256 amount) external {
        IRollup.Batch memory batch = nextBatch(openCount, who, amount);
        if (!operatorMaySubmit(vm.getBlockTimestamp())) {
            bytes memory data = abi.encodeCall(IRollup.submitBatch, (SHAPE_ID, batch, proofOf(batch)));
            expectFailure(data, IEscape.SlotReservedByAnother.selector);
            return;
        }
        submit(batch);
        lastOperatorAt = vm.getBlockTimestamp();
        record(batch);
    }

    /// @dev A batch that a user makes itself: taken exactly when it is the user's turn, pause or not.
    function submitOwnBatch(uint256 maker, uint256 openCount, uint256 who, uint256 amount) external {
        uint256 time = vm.getBlockTimestamp();
        // Half of the time the holder of the window, if there is one.
        address holder = holderOf[time / PERIOD];
        address sender = maker % 2 == 0 && holder != address(0) ? holder : actor(maker);
        IRollup.Batch memory batch = nextBatch(openCount, who, amount);
        bytes memory data = abi.encodeCall(IRollup.submitOwnBatch, (SHAPE_ID, batch, ownProofOf(batch)));
        if (mayMakeOwn(sender, time)) {
            vm.prank(sender);
            (bool ok,) = address(rollup).call(data);
            assertTrue(ok, "a batch in its maker's turn");
            holderOf[time / PERIOD] = address(0);
            record(batch);
            return;
        }
        bytes4 reason = IEscape.NoReservation.selector;
        if (holder != address(0)) reason = IEscape.SlotReservedByAnother.selector;
        if (time % PERIOD >= WINDOW) reason = IEscape.OperatorsTurn.selector;
        vm.prank(sender);
        expectFailure(data, reason);
    }

    function record(IRollup.Batch memory batch) private {
        ++verifiedBatches;
        lastVerifiedRoot = batch.newRoot;
        firstQueued += batch.opens.length;
        for (uint256 i = 0; i < batch.opens.length; ++i) {
            inQueue -= batch.opens[i].amount;
        }
        if (batch.withdrawals.length == 1) credited[batch.withdrawals[0].recipient] += batch.withdrawals[0].amount;
    }

    /// @dev A proof of one batch submitted with another.
    function submitForgery(uint256 openCount, uint256 who, uint256 amount, uint256 change) external {
        IRollup.Batch memory batch = nextBatch(openCount, who, amount);
        bytes memory proof = proofOf(batch);
        if (change % 3 == 0) batch.newRoot ^= 1;
        if (change % 3 == 1) batch.maskedWords[change % 9] ^= 1;
        if (change % 3 == 2) batch.serials[change % 9] ^= 1;
        bytes4 reason = operatorMaySubmit(vm.getBlockTimestamp())
            ? IRollup.ProofRejected.selector
            : IEscape.SlotReservedByAnother.selector;
        expectFailure(abi.encodeCall(IRollup.submitBatch, (SHAPE_ID, batch, proof)), reason);
    }

    /// @dev The tree's money can't be withdrawn twice, even if a proof said so.
    function submitTooLargeWithdrawal(uint256 who) external {
        uint256 inTree = rollup.totalInTree();
        if (inTree >= type(uint88).max) return;
        IRollup.Batch memory batch = withWithdrawal(batchOf(0, ++_seed), actor(who), uint88(inTree + 1));
        bytes memory data = abi.encodeCall(IRollup.submitBatch, (SHAPE_ID, batch, proofOf(batch)));
        bytes4 reason = operatorMaySubmit(vm.getBlockTimestamp())
            ? IRollup.WithdrawalsExceedTree.selector
            : IEscape.SlotReservedByAnother.selector;
        expectFailure(data, reason);
    }

    /// @dev Its window is nobody else's, and starts within the delay that was told.
    function reserveSlot(uint256 who) external {
        uint256 time = vm.getBlockTimestamp();
        (uint256 fee, uint40 told, uint256 waiting) = rollup.nextSlot();
        if (waiting > rollup.MAX_WAITING()) {
            vm.deal(actor(who), fee);
            vm.prank(actor(who));
            expectFailure(fee, abi.encodeCall(IEscape.reserveSlot, ()), IEscape.ReservationsFull.selector);
            return;
        }
        (uint40 start, uint40 end) = reserve(actor(who));
        assertEq(start, told, "start");
        assertTrue(start >= time + DELAY && start < time + DELAY + (1 + waiting) * PERIOD, "delay");
        assertTrue(end <= time + rollup.longestExit(), "longest exit");
        uint256 period = start / PERIOD;
        assertTrue(start % PERIOD == 0 && holderOf[period] == address(0), "a window of its own");
        if (reservedPeriods.length > 0) {
            assertTrue(period > reservedPeriods[reservedPeriods.length - 1], "in the order of the reservations");
        }
        holderOf[period] = actor(who);
        reservedPeriods.push(period);
        burned += fee;
    }

    function pauseOpens() external {
        uint256 time = vm.getBlockTimestamp();
        if (pausedUntil != 0 && time < pausedUntil + 6 days) {
            expectFailure(abi.encodeCall(IRollupSettings.pauseOpens, ()), IRollupSettings.PauseTooSoon.selector);
            return;
        }
        rollup.pauseOpens();
        if (firstPauseAt == 0) firstPauseAt = time;
        pausedUntil = time + 3 days;
        pausedFor += 3 days;
    }

    function resumeOpens() external {
        uint256 time = vm.getBlockTimestamp();
        if (time >= pausedUntil) {
            expectFailure(abi.encodeCall(IRollupSettings.resumeOpens, ()), IRollupSettings.NotPaused.selector);
            return;
        }
        rollup.resumeOpens();
        pausedFor -= pausedUntil - time;
        pausedUntil = time;
    }

    /// @dev Pauses take a third of the time at most, from the first one to the end of the cool-down after the last.
    function pausesAreRare() external view returns (bool) {
        return firstPauseAt == 0 || 3 * pausedFor <= pausedUntil + 6 days - firstPauseAt;
    }

    /// @dev Announces a second shape's verifier or its end, takes that back, or tries to carry it out.
    function governShape(uint256 what) external {
        what %= 12;
        if (what == 0 || (what < 6 && shapeReadyAt == 0)) {
            announcedVerifier = extraVerifier == address(0) ? address(new HashVerifier()) : address(0);
            rollup.scheduleShape(8, shape(), announcedVerifier);
            shapeReadyAt = vm.getBlockTimestamp() + NOTICE;
        } else if (what == 1 && shapeReadyAt != 0) {
            rollup.cancelShape(8);
            shapeReadyAt = 0;
        } else {
            bytes memory data = abi.encodeCall(IRollupSettings.applyShape, (8));
            if (!expectNotReady(data, shapeReadyAt)) {
                rollup.applyShape(8);
                extraVerifier = announcedVerifier;
                shapeReadyAt = 0;
            }
        }
    }

    function governFee(uint256 what, uint256 fee) external {
        if (what % 2 == 0) {
            fee = bound(fee, 0, 1000);
            rollup.setFeeBps(uint16(fee));
            if (fee <= feeBps) {
                feeBps = fee;
                feeReadyAt = 0;
            } else {
                announcedFee = fee;
                feeReadyAt = vm.getBlockTimestamp() + NOTICE;
            }
        } else if (!expectNotReady(abi.encodeCall(IRollupSettings.applyFeeBps, ()), feeReadyAt)) {
            rollup.applyFeeBps();
            feeBps = announcedFee;
            feeReadyAt = 0;
        }
    }

    function setOperatorSerial(uint256 serial) external {
        rollup.setOperatorSerial(uint32(bound(serial, 1, nextSerial - 1)));
    }

    /// @dev To some time in the period of a window that is still to come.
    function waitForWindow(uint256 which, uint256 offset) external {
        uint256 count = reservedPeriods.length;
        if (count == 0) return;
        uint256 period = reservedPeriods[count - 1 - which % (count < 4 ? count : 4)];
        uint256 time = period * PERIOD + bound(offset, 0, PERIOD - 1);
        if (time > vm.getBlockTimestamp()) vm.warp(time);
    }

    function claim(uint256 who) external {
        address recipient = actor(who);
        uint256 amount = rollup.claimable(recipient);
        if (amount == 0) {
            expectFailure(abi.encodeCall(IRollup.claim, (recipient)), IRollup.NothingToClaim.selector);
            return;
        }
        uint256 before = token.balanceOf(recipient);
        assertEq(rollup.claim(recipient), amount, "claimed");
        assertEq(token.balanceOf(recipient) - before, amount, "paid");
        claimed[recipient] += amount;
        paid += amount;
    }

    function donate(uint88 amount) external {
        token.mint(address(rollup), amount);
        donated += amount;
    }

    function wait_(uint256 time) external {
        // Now and then long enough for what was announced.
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, time % 16 == 0 ? 15 days : 8 hours));
    }

    function nextBatch(uint256 openCount, uint256 who, uint256 amount) private returns (IRollup.Batch memory batch) {
        uint256 waiting = nextSerial - firstQueued;
        batch = batchOf(bound(openCount, 0, waiting < 3 ? waiting : 3), ++_seed);
        uint256 available = rollup.totalInTree();
        if (available > type(uint88).max) available = type(uint88).max;
        uint88 withdrawn = uint88(bound(amount, 0, available));
        if (withdrawn != 0) batch = withWithdrawal(batch, actor(who), withdrawn);
    }

    /// @dev Whether an announced change can't be carried out now; then it is tried, and must fail for the right reason.
    function expectNotReady(bytes memory data, uint256 readyAt) private returns (bool) {
        uint256 time = vm.getBlockTimestamp();
        if (readyAt == 0) expectFailure(data, IRollupSettings.NothingScheduled.selector);
        else if (time < readyAt) expectFailure(data, IRollupSettings.TooEarly.selector);
        else if (time >= readyAt + 14 days) expectFailure(data, IRollupSettings.Lapsed.selector);
        else return false;
        return true;
    }

    function expectFailure(bytes memory data, bytes4 selector) private {
        expectFailure(0, data, selector);
    }

    function expectFailure(uint256 value, bytes memory data, bytes4 selector) private {
        (bool ok, bytes memory reason) = address(rollup).call{value: value}(data);
        assertTrue(!ok && bytes4(reason) == selector, "fails for the right reason");
    }
}
