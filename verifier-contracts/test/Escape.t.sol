// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IEscape} from "../contracts/interfaces/IEscape.sol";
import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {Rollup} from "../contracts/rollup/Rollup.sol";
import {ReentrantReserver} from "./support/ReentrantReserver.sol";
import {RollupTest} from "./support/RollupTest.sol";

contract EscapeTest is RollupTest {
    uint256 private constant DELAY = 1 hours;
    uint256 private constant WINDOW = 15 minutes;
    uint256 private constant PERIOD = 2 * WINDOW;
    uint256 private constant FEE = 0.001 ether;

    // ------------------------------------------------------------------ reservations

    function test_default() public {
        openAs(ALICE, 5, 500);
        submit(batchOf(2, 1));
        // The first window an hour or more from now; START lies 1,400 seconds into a period.
        uint256 start = START - 1400 + 3 * PERIOD;
        vm.deal(ALICE, FEE);
        vm.expectEmit(address(rollup));
        emit IEscape.SlotReserved(ALICE, uint40(start), uint40(start + WINDOW), FEE);
        vm.prank(ALICE);
        (uint40 windowStart, uint40 windowEnd) = rollup.reserveSlot{value: FEE}();
        assertEq(windowStart, start, "start");
        assertEq(windowEnd, start + WINDOW, "end");
        (address holder, uint40 from, uint40 to) = rollup.slotAt(start + 7);
        assertEq(holder, ALICE, "holder");
        assertEq(from, start, "from");
        assertEq(to, start + WINDOW, "to");

        vm.warp(start);
        IRollup.Batch memory batch = withWithdrawal(batchOf(0, 2), BOB, 500);
        bytes memory proof = ownProofOf(batch);
        vm.expectEmit(address(rollup));
        emit IRollup.WithdrawalCredited(2, BOB, 500);
        vm.expectEmit(address(rollup));
        emit IEscape.SelfMadeBatch(2, ALICE);
        vm.prank(ALICE);
        rollup.submitOwnBatch(SHAPE_ID, batch, proof);
        (, uint256 root,) = rollup.latest();
        assertEq(root, batch.newRoot, "root");
        rollup.claim(BOB);
        assertEq(token.balanceOf(BOB), 500, "paid");
        (holder,,) = rollup.slotAt(start);
        assertEq(holder, address(0), "used");
    }

    function test_behavior_theFeeIsBurnedAndTheRestComesBack() public {
        vm.deal(ALICE, 1 ether);
        vm.prank(ALICE);
        rollup.reserveSlot{value: 0.3 ether}();
        assertEq(ALICE.balance, 1 ether - FEE, "caller's balance");
        assertEq(rollup.BURNED().balance, FEE, "burned");
        assertEq(address(rollup).balance, 0, "rollup's balance");
        vm.expectRevert(IRollup.NoFeesToCollect.selector);
        rollup.collectOpenFees();
    }

    function test_behavior_theFeeDoublesWithEveryEightWindowsBefore() public {
        for (uint256 i = 0; i <= 16; ++i) {
            (uint256 fee,, uint256 waiting) = rollup.nextSlot();
            assertEq(waiting, i, "windows before");
            assertEq(fee, ((FEE << (i / 8)) * (8 + i % 8)) / 8, "fee");
            reserve(ALICE);
        }
        // It falls again as windows pass.
        vm.warp(START + 8 * PERIOD);
        (uint256 later,, uint256 left) = rollup.nextSlot();
        assertEq(left, 9, "windows before, later");
        assertEq(later, (2 * FEE * 9) / 8, "fee later");
    }

    function test_error_feeTooLow() public {
        vm.deal(ALICE, 1 ether);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IEscape.ReservationFeeTooLow.selector, FEE - 1, FEE));
        rollup.reserveSlot{value: FEE - 1}();
    }

    function test_error_reentered() public {
        ReentrantReserver evil = new ReentrantReserver{value: 1 ether}(rollup);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        evil.reserve(0.5 ether);
        assertEq(rollup.BURNED().balance, 0, "burned");
        // With the exact fee nothing comes back, and nothing is reentered.
        evil.reserve(FEE);
    }

    function test_error_everyWindowIsTaken() public {
        for (uint256 i = 0; i <= rollup.MAX_WAITING(); ++i) {
            reserve(ALICE);
        }
        // The last one cost 4,096 times the first.
        assertEq(rollup.BURNED().balance > 4096 * FEE ? 1 : 0, 1, "what all of them cost");
        uint256 retryAt = START - 1400 + PERIOD + 1;
        vm.deal(BOB, 100 ether);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IEscape.ReservationsFull.selector, 97, 96, retryAt));
        rollup.reserveSlot{value: 100 ether}();
        vm.warp(retryAt - 1);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IEscape.ReservationsFull.selector, 97, 96, retryAt));
        rollup.reserveSlot{value: 100 ether}();
        vm.warp(retryAt);
        vm.prank(BOB);
        (, uint40 end) = rollup.reserveSlot{value: 100 ether}();
        assertTrue(end <= retryAt + rollup.longestExit(), "within the longest exit");
    }

    /// @dev Whatever was reserved before: a reservation's window is its own, starts within its own fixed delay, and later
    /// reservations don't move it.
    function testFuzz_windows(uint256 seed) public {
        uint256 last = 0;
        uint40[] memory starts = new uint40[](12);
        for (uint256 i = 0; i < 12; ++i) {
            uint256 time = vm.getBlockTimestamp() + bound(element(seed, i), 0, i % 3 == 0 ? 3 hours : 5 minutes);
            vm.warp(time);
            (,, uint256 waiting) = rollup.nextSlot();
            address who = address(uint160(0x2000 + i));
            (uint40 start, uint40 end) = reserve(who);
            starts[i] = start;
            assertTrue(start >= time + DELAY, "not before the delay");
            assertTrue(start < time + DELAY + (1 + waiting) * PERIOD, "within its own delay");
            assertTrue(start > last && start % PERIOD == 0, "a window of its own");
            assertEq(end, start + WINDOW, "end");
            last = start;
        }
        for (uint256 i = 0; i < 12; ++i) {
            (address holder,,) = rollup.slotAt(starts[i] + bound(element(seed, 100 + i), 0, PERIOD - 1));
            assertEq(holder, address(uint160(0x2000 + i)), "holder");
        }
    }

    /// @dev Twenty users reserve while an attacker reserves after each of them. The operator submits in every second half.
    function test_behavior_eachReservationIsServedWithinItsOwnDelay() public {
        uint256 users = 20;
        uint40[] memory starts = new uint40[](users);
        uint256[] memory bounds = new uint256[](users);
        for (uint256 i = 0; i < users; ++i) {
            (,, uint256 waiting) = rollup.nextSlot();
            bounds[i] = vm.getBlockTimestamp() + DELAY + (1 + waiting) * PERIOD + WINDOW;
            (starts[i],) = reserve(address(uint160(0x3000 + i)));
            reserve(BOB);
            vm.warp(vm.getBlockTimestamp() + 1 minutes);
        }
        for (uint256 i = 0; i < users; ++i) {
            // At the very end of the window, after an operator's batch in the half before.
            vm.warp(starts[i] - 1);
            submit(batchOf(0, 100 + i));
            vm.warp(starts[i] + WINDOW - 1);
            IRollup.Batch memory batch = batchOf(0, i);
            submitOwn(address(uint160(0x3000 + i)), batch);
            assertTrue(vm.getBlockTimestamp() <= bounds[i], "within its own delay");
            (, uint256 root,) = rollup.latest();
            assertEq(root, batch.newRoot, "root");
        }
        (uint256 batchId,,) = rollup.latest();
        assertEq(batchId, 2 * users, "batches");
    }

    // ------------------------------------------------------------------ turns

    function test_error_othersWindow() public {
        (uint40 start, uint40 end) = reserve(ALICE);
        bytes memory reason = abi.encodeWithSelector(IEscape.SlotReservedByAnother.selector, ALICE, end);
        vm.warp(start - 1);
        submit(batchOf(0, 1));
        vm.warp(start);
        expectRefused(batchOf(0, 2), proofOf(batchOf(0, 2)), reason);
        expectOwnRefused(BOB, reason);
        vm.warp(end - 1);
        expectRefused(batchOf(0, 2), proofOf(batchOf(0, 2)), reason);
        expectOwnRefused(BOB, reason);
        vm.warp(end);
        submit(batchOf(0, 2));
    }

    function test_behavior_aUsedWindowIsFreeAgain() public {
        (uint40 start,) = reserve(ALICE);
        vm.warp(start + 5);
        submitOwn(ALICE, batchOf(0, 1));
        submit(batchOf(0, 2));
        expectOwnRefused(
            ALICE, abi.encodeWithSelector(IEscape.NoReservation.selector, ALICE, start + 5, start + 5 + 1 days)
        );
    }

    function test_error_beforeAndAfterTheWindow() public {
        (uint40 start, uint40 end) = reserve(ALICE);
        uint256 anyone = START + 1 days;
        vm.warp(start - 1);
        expectOwnRefused(ALICE, abi.encodeWithSelector(IEscape.OperatorsTurn.selector, start - 1, start));
        vm.warp(end);
        expectOwnRefused(ALICE, abi.encodeWithSelector(IEscape.OperatorsTurn.selector, end, start + PERIOD));
        vm.warp(start + PERIOD);
        expectOwnRefused(ALICE, abi.encodeWithSelector(IEscape.NoReservation.selector, ALICE, start + PERIOD, anyone));
    }

    /// @dev The operator's half of a period is free whatever is reserved, and no stranger can come in between.
    function testFuzz_theOperatorsHalf(uint256 reservations, uint256 time) public {
        reservations = bound(reservations, 1, 24);
        for (uint256 i = 0; i < reservations; ++i) {
            reserve(BOB);
        }
        time = bound(time, START, START + 20 hours);
        vm.warp(time - time % PERIOD + bound(time, WINDOW, PERIOD - 1));
        expectOwnRefused(
            BOB,
            abi.encodeWithSelector(
                IEscape.OperatorsTurn.selector, vm.getBlockTimestamp(), time - time % PERIOD + PERIOD
            )
        );
        submit(batchOf(1, 3));
    }

    /// @dev A self-made batch states no operator and no fee; the operator's proof isn't one of it, nor the other way round.
    function test_error_theOtherHeader() public {
        (uint40 start,) = reserve(ALICE);
        vm.warp(start - 1);
        IRollup.Batch memory batch = batchOf(0, 1);
        expectRefused(batch, ownProofOf(batch), rejected());
        vm.warp(start);
        batch = batchOf(0, 1);
        bytes memory proof = proofOf(batch);
        vm.prank(ALICE);
        vm.expectRevert(rejected());
        rollup.submitOwnBatch(SHAPE_ID, batch, proof);
        // A refused batch doesn't use the reservation up.
        submitOwn(ALICE, batch);
    }

    function test_error_theSameRulesAsTheOperators() public {
        openAs(ALICE, 5, 500);
        (uint40 start,) = reserve(ALICE);
        vm.warp(start);
        IRollup.Batch memory batch = batchOf(0, 1);
        batch.oldRoot ^= 1;
        expectOwnRefused(
            ALICE, batch, abi.encodeWithSelector(IRollup.StaleRoot.selector, batch.oldRoot, batch.oldRoot ^ 1)
        );
        batch = batchOf(0, 1);
        batch.now_ -= 15 minutes + 1;
        expectOwnRefused(
            ALICE, batch, abi.encodeWithSelector(IRollup.NowTooFarOff.selector, batch.now_, start, 15 minutes)
        );
        // Nobody leaves an allowance before its expiry by a batch of the future.
        batch = batchOf(0, 1);
        batch.now_ += 1 minutes + 1;
        expectOwnRefused(
            ALICE, batch, abi.encodeWithSelector(IRollup.NowTooFarOff.selector, batch.now_, start, 1 minutes)
        );
        batch = withWithdrawal(batchOf(2, 1), BOB, 501);
        expectOwnRefused(ALICE, batch, abi.encodeWithSelector(IRollup.WithdrawalsExceedTree.selector, 501, 500));
        batch = batchOf(2, 1);
        batch.opens[1].amount = 501;
        expectOwnRefused(ALICE, batch, abi.encodeWithSelector(IRollup.OpenAmountMismatch.selector, 2, 501, 500));
        batch = batchOf(0, 1);
        bytes memory proof = ownProofOf(batch);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownShape.selector, 8));
        rollup.submitOwnBatch(8, batch, proof);
    }

    /// @dev Takes none of the queue, or its beginning: what it takes to know of it is in the events.
    function test_behavior_theQueueBlocksNobody() public {
        for (uint256 i = 0; i < 10; ++i) {
            openAs(BOB, 50 + i, 7);
        }
        vm.warp(START + 1 days);
        rollup.refundOpen(3);
        queued[3].amount = 0;
        (uint40 start,) = reserve(ALICE);
        vm.warp(start);
        submitOwn(ALICE, batchOf(0, 1));
        (start,) = reserve(ALICE);
        vm.warp(start);
        submitOwn(ALICE, batchOf(3, 2));
        (uint32 first,) = rollup.queue();
        assertEq(first, 4, "first queued");
        assertEq(rollup.totalInTree(), 7, "in the tree");
    }

    // ------------------------------------------------------------------ silence

    function test_behavior_anyoneAfterTheOperatorsSilence() public {
        submit(batchOf(1, 1));
        assertEq(rollup.anyoneFrom(), START + 1 days, "from when on");
        // The last window that ends before a day has passed, and the first one after.
        uint256 window = START - 1400 + 48 * PERIOD;
        vm.warp(window);
        expectOwnRefused(BOB, abi.encodeWithSelector(IEscape.NoReservation.selector, BOB, window, START + 1 days));
        vm.warp(window + PERIOD);
        submitOwn(BOB, batchOf(0, 2));
        // Strangers' batches don't end it, so the next one needs no wait.
        submitOwn(ALICE, batchOf(0, 3));
        vm.warp(window + PERIOD + WINDOW);
        expectOwnRefused(
            BOB, abi.encodeWithSelector(IEscape.OperatorsTurn.selector, window + PERIOD + WINDOW, window + 2 * PERIOD)
        );
        // The operator's do.
        submit(batchOf(0, 4));
        vm.warp(window + 2 * PERIOD);
        expectOwnRefused(
            BOB,
            abi.encodeWithSelector(
                IEscape.NoReservation.selector, BOB, window + 2 * PERIOD, window + PERIOD + WINDOW + 1 days
            )
        );
    }

    function test_behavior_aReservationHoldsInSilenceToo() public {
        vm.warp(START + 2 days);
        (uint40 start, uint40 end) = reserve(ALICE);
        vm.warp(start);
        expectOwnRefused(BOB, abi.encodeWithSelector(IEscape.SlotReservedByAnother.selector, ALICE, end));
        submitOwn(ALICE, batchOf(0, 1));
        submitOwn(BOB, batchOf(0, 2));
    }

    function testFuzz_silence(uint256 quiet) public {
        quiet = bound(quiet, 0, 4 days);
        vm.warp(START + quiet);
        uint256 time = START + quiet;
        IRollup.Batch memory batch = batchOf(0, 1);
        if (time % PERIOD >= WINDOW) {
            expectOwnRefused(
                BOB, batch, abi.encodeWithSelector(IEscape.OperatorsTurn.selector, time, time - time % PERIOD + PERIOD)
            );
        } else if (quiet < 1 days) {
            expectOwnRefused(
                BOB, batch, abi.encodeWithSelector(IEscape.NoReservation.selector, BOB, time, START + 1 days)
            );
        } else {
            submitOwn(BOB, batch);
        }
    }

    // ------------------------------------------------------------------ what governance can't do

    function test_behavior_nothingStopsAnExit() public {
        openAs(ALICE, 5, 500);
        submit(batchOf(2, 1));
        openAs(BOB, 6, 70);
        // Everything that a hostile governance can do at once.
        rollup.pauseOpens();
        rollup.setOperatorSerial(3);
        rollup.setFeeBps(0);
        rollup.setFeeBps(1000);
        rollup.setOpenFee(0.01 ether, BOB);
        rollup.scheduleShape(SHAPE_ID, shape(), address(0));
        manager.setTargetClosed(address(rollup), true);
        (uint40 start,) = reserve(ALICE);
        vm.warp(start);
        submitOwn(ALICE, withWithdrawal(batchOf(0, 2), ALICE, 500));
        assertEq(rollup.claim(ALICE), 500, "claimed");
        vm.warp(START + 1 days);
        rollup.refundOpen(3);
        assertEq(token.balanceOf(BOB), 70, "refunded");
        assertTrue(vm.getBlockTimestamp() < START + rollup.governanceDelay(), "before the verifier can be retired");
        assertEq(rollup.totalOwed(), 0, "owed");
    }

    // ------------------------------------------------------------------ set-up

    function test_terms() public view {
        assertEq(rollup.reservationDelay(), DELAY, "delay");
        assertEq(rollup.reservationWindow(), WINDOW, "window");
        assertEq(rollup.reservationFeeWei(), FEE, "fee");
        assertEq(rollup.livenessPeriod(), 1 days, "liveness");
        assertEq(rollup.longestExit(), DELAY + 97 * PERIOD + WINDOW, "longest exit");
    }

    function test_behavior_theLongestExit() public {
        IRollup.Config memory other = config(address(token));
        other.refundDelay = 10 days;
        assertEq(new Rollup(other).longestExit(), 10 days, "the refund");
        other.refundDelay = 1 days;
        other.livenessPeriod = 7 days;
        assertEq(new Rollup(other).longestExit(), 7 days + PERIOD + WINDOW, "the silence");
    }

    function test_error_constructor() public {
        IRollup.Config memory wrong = config(address(token));
        wrong.reservationDelay = 10 minutes - 1;
        expectOutOfBounds(wrong, "reservationDelay", 10 minutes - 1, 10 minutes, 3 days);
        wrong.reservationDelay = 3 days + 1;
        expectOutOfBounds(wrong, "reservationDelay", 3 days + 1, 10 minutes, 3 days);
        wrong = config(address(token));
        wrong.reservationWindow = 5 minutes - 1;
        expectOutOfBounds(wrong, "reservationWindow", 5 minutes - 1, 5 minutes, 1 hours);
        wrong.reservationWindow = 1 hours + 1;
        expectOutOfBounds(wrong, "reservationWindow", 1 hours + 1, 5 minutes, 1 hours);
        wrong = config(address(token));
        wrong.reservationFeeWei = 0.0001 ether - 1;
        expectOutOfBounds(wrong, "reservationFeeWei", 0.0001 ether - 1, 0.0001 ether, 0.01 ether);
        wrong.reservationFeeWei = 0.01 ether + 1;
        expectOutOfBounds(wrong, "reservationFeeWei", 0.01 ether + 1, 0.0001 ether, 0.01 ether);
        wrong = config(address(token));
        wrong.livenessPeriod = 1 hours - 1;
        expectOutOfBounds(wrong, "livenessPeriod", 1 hours - 1, 1 hours, 7 days);
        wrong.livenessPeriod = 7 days + 1;
        expectOutOfBounds(wrong, "livenessPeriod", 7 days + 1, 1 hours, 7 days);
        wrong = config(address(token));
        uint256 longest = rollup.longestExit();
        wrong.governanceDelay = uint40(longest);
        expectOutOfBounds(wrong, "governanceDelay", longest, longest + 1, 365 days);
        wrong.governanceDelay = 365 days + 1;
        expectOutOfBounds(wrong, "governanceDelay", 365 days + 1, longest + 1, 365 days);
    }

    function expectOutOfBounds(
        IRollup.Config memory wrong,
        string memory name,
        uint256 given,
        uint256 minimum,
        uint256 maximum
    ) private {
        vm.expectRevert(abi.encodeWithSelector(IRollup.OutOfBounds.selector, name, given, minimum, maximum));
        new Rollup(wrong);
    }

    function expectOwnRefused(address who, bytes memory reason) private {
        expectOwnRefused(who, batchOf(0, 77), reason);
    }

    function expectOwnRefused(address who, IRollup.Batch memory batch, bytes memory reason) private {
        bytes memory proof = ownProofOf(batch);
        (uint256 batchId, uint256 root,) = rollup.latest();
        vm.prank(who);
        vm.expectRevert(reason);
        rollup.submitOwnBatch(SHAPE_ID, batch, proof);
        (uint256 batchIdAfter, uint256 rootAfter,) = rollup.latest();
        assertEq(batchIdAfter, batchId, "batch id");
        assertEq(rootAfter, root, "root");
    }

    function rejected() private view returns (bytes memory) {
        return abi.encodeWithSelector(IRollup.ProofRejected.selector, SHAPE_ID, address(verifier), bytes(""));
    }
}
