// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IRollupSettings} from "../contracts/interfaces/IRollupSettings.sol";
import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {Rollup} from "../contracts/rollup/Rollup.sol";
import {HashVerifier} from "./support/HashVerifier.sol";
import {RollupTest} from "./support/RollupTest.sol";

contract RollupSettingsTest is RollupTest {
    uint256 private constant DELAY = 14 days;

    function test_settings() public {
        vm.expectEmit(address(rollup));
        emit IRollupSettings.FeeBpsSet(100, 30);
        rollup.setFeeBps(30);
        assertEq(rollup.feeBps(), 30, "fee");

        openAs(ALICE, 5, 0);
        vm.expectEmit(address(rollup));
        emit IRollupSettings.OperatorSerialSet(1, 2);
        rollup.setOperatorSerial(2);
        assertEq(rollup.operatorSerial(), 2, "operator serial");

        vm.expectEmit(address(rollup));
        emit IRollupSettings.OpenFeeSet(0.01 ether, BOB);
        rollup.setOpenFee(0.01 ether, BOB);
        assertEq(rollup.openFeeWei(), 0.01 ether, "open fee");
        assertEq(rollup.feeRecipient(), BOB, "fee recipient");
        assertEq(rollup.governanceDelay(), DELAY, "delay");
    }

    // ------------------------------------------------------------------ set-up

    function test_setUp() public {
        Rollup other = deploy(address(token));
        assertTrue(!other.isSealed(), "not sealed");
        vm.expectRevert(IRollupSettings.NoShape.selector);
        other.seal();
        vm.expectEmit(address(other));
        emit IRollupSettings.ShapeSet(9, shape(), address(verifier));
        other.setShape(9, shape(), address(verifier));
        (IRollupSettings.Shape memory sizes, address registered) = other.shapeOf(9);
        assertEq(registered, address(verifier), "verifier");
        assertEq(sizes.opens, 3, "opens");
        assertEq(sizes.settlements, 5, "settlements");
        assertEq(sizes.credits, 2, "credits");
        assertEq(sizes.withdrawals, 2, "withdrawals");
        other.setShape(9, shape(), address(0));
        vm.expectRevert(IRollupSettings.NoShape.selector);
        other.seal();
        other.setShape(9, shape(), address(verifier));
        other.setShape(10, shape(), address(verifier));
        other.setFeeBps(1000);
        assertEq(other.feeBps(), 1000, "fee");

        // Nobody's money comes in while verifiers can be set at once.
        vm.deal(ALICE, OPEN_FEE);
        vm.prank(ALICE);
        vm.expectRevert(IRollupSettings.NotSealed.selector);
        other.open{value: OPEN_FEE}(X2, Y2, 5, 0);
        vm.expectRevert(IRollupSettings.NotPaused.selector);
        other.resumeOpens();
        vm.expectRevert(
            abi.encodeWithSelector(
                IRollupSettings.PauseTooSoon.selector, START, uint256(type(uint40).max) + other.PAUSE_COOLDOWN()
            )
        );
        other.pauseOpens();

        vm.expectEmit(address(other));
        emit IRollupSettings.Sealed();
        other.seal();
        assertTrue(other.isSealed(), "sealed");
        vm.prank(ALICE);
        assertEq(other.open{value: OPEN_FEE}(X2, Y2, 5, 0), 2, "serial");
    }

    /// @dev Or a verifier of the set-up that takes any proof would leave balances behind that later deposits pay for.
    function test_error_sealAfterABatch() public {
        Rollup other = deploy(address(token));
        other.setShape(SHAPE_ID, shape(), address(verifier));
        (rollup, other) = (other, rollup);
        submit(batchOf(1, 1));
        vm.expectRevert(outOfBounds("batchCount", 1, 0, 0));
        rollup.seal();
        assertTrue(!rollup.isSealed(), "sealed");
    }

    function test_error_afterTheSetUp() public {
        vm.expectRevert(IRollupSettings.AlreadySealed.selector);
        rollup.setShape(9, shape(), address(verifier));
        vm.expectRevert(IRollupSettings.AlreadySealed.selector);
        rollup.seal();
    }

    // ------------------------------------------------------------------ shapes

    function test_scheduledShape() public {
        HashVerifier next = new HashVerifier();
        IRollupSettings.Shape memory sizes =
            IRollupSettings.Shape({opens: 1, settlements: 2, credits: 3, withdrawals: 4});
        uint40 readyAt = uint40(START + DELAY);
        vm.expectEmit(address(rollup));
        emit IRollupSettings.ShapeScheduled(SHAPE_ID, sizes, address(next), readyAt, readyAt + 14 days);
        rollup.scheduleShape(SHAPE_ID, sizes, address(next));
        (IRollupSettings.Shape memory given, address announced, uint40 from, uint40 until) =
            rollup.scheduledShape(SHAPE_ID);
        assertEq(announced, address(next), "announced");
        assertEq(given.withdrawals, 4, "withdrawals");
        assertEq(from, readyAt, "from");
        assertEq(until, readyAt + 14 days, "until");

        // The present verifier counts until then.
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.TooEarly.selector, readyAt - 1, readyAt));
        rollup.applyShape(SHAPE_ID);
        submit(batchOf(1, 1));

        vm.warp(readyAt);
        vm.expectEmit(address(rollup));
        emit IRollupSettings.ShapeSet(SHAPE_ID, sizes, address(next));
        vm.prank(ALICE);
        rollup.applyShape(SHAPE_ID);
        (, address registered) = rollup.shapeOf(SHAPE_ID);
        assertEq(registered, address(next), "registered");
        vm.expectRevert(IRollupSettings.NothingScheduled.selector);
        rollup.applyShape(SHAPE_ID);
        (,, from, until) = rollup.scheduledShape(SHAPE_ID);
        assertEq(from, 0, "nothing announced");
        assertEq(until, 0, "nothing announced");
    }

    function test_error_cancelledShape() public {
        vm.expectRevert(IRollupSettings.NothingScheduled.selector);
        rollup.cancelShape(9);
        rollup.scheduleShape(9, shape(), address(verifier));
        vm.expectEmit(address(rollup));
        emit IRollupSettings.ShapeCancelled(9);
        rollup.cancelShape(9);
        vm.warp(START + DELAY);
        vm.expectRevert(IRollupSettings.NothingScheduled.selector);
        rollup.applyShape(9);
    }

    function test_error_lapsedShape() public {
        rollup.scheduleShape(9, shape(), address(verifier));
        uint256 lapsesAt = START + DELAY + 14 days;
        vm.warp(lapsesAt);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.Lapsed.selector, lapsesAt, lapsesAt));
        rollup.applyShape(9);
        vm.warp(lapsesAt - 1);
        rollup.applyShape(9);
    }

    /// @dev Announcing again starts the notice anew.
    function test_behavior_announcedAgain() public {
        rollup.scheduleShape(9, shape(), address(verifier));
        vm.warp(START + DELAY);
        rollup.scheduleShape(9, shape(), address(verifier));
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.TooEarly.selector, START + DELAY, START + 2 * DELAY));
        rollup.applyShape(9);
    }

    function test_error_lastShape() public {
        rollup.scheduleShape(SHAPE_ID, shape(), address(0));
        rollup.scheduleShape(9, shape(), address(verifier));
        vm.warp(START + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.LastShape.selector, SHAPE_ID));
        rollup.applyShape(SHAPE_ID);
        rollup.applyShape(9);
        rollup.applyShape(SHAPE_ID);
        rollup.scheduleShape(9, shape(), address(0));
        vm.warp(START + 2 * DELAY);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.LastShape.selector, 9));
        rollup.applyShape(9);
    }

    // ------------------------------------------------------------------ fee

    function test_aHigherFeeIsAnnounced() public {
        uint40 readyAt = uint40(START + DELAY);
        vm.expectEmit(address(rollup));
        emit IRollupSettings.FeeBpsScheduled(100, 1000, readyAt, readyAt + 14 days);
        rollup.setFeeBps(1000);
        assertEq(rollup.feeBps(), 100, "fee until then");
        (uint16 announced, uint40 from, uint40 until) = rollup.scheduledFeeBps();
        assertEq(announced, 1000, "announced");
        assertEq(from, readyAt, "from");
        assertEq(until, readyAt + 14 days, "until");
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.TooEarly.selector, readyAt - 1, readyAt));
        rollup.applyFeeBps();
        vm.warp(readyAt);
        vm.expectEmit(address(rollup));
        emit IRollupSettings.FeeBpsSet(100, 1000);
        vm.prank(ALICE);
        rollup.applyFeeBps();
        assertEq(rollup.feeBps(), 1000, "fee");
        vm.expectRevert(IRollupSettings.NothingScheduled.selector);
        rollup.applyFeeBps();
    }

    function test_behavior_aLowerFeeTakesTheAnnouncementBack() public {
        rollup.setFeeBps(1000);
        rollup.setFeeBps(100);
        vm.warp(START + DELAY);
        vm.expectRevert(IRollupSettings.NothingScheduled.selector);
        rollup.applyFeeBps();
    }

    function test_error_lapsedFee() public {
        rollup.setFeeBps(1000);
        uint256 lapsesAt = START + DELAY + 14 days;
        vm.warp(lapsesAt);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.Lapsed.selector, lapsesAt, lapsesAt));
        rollup.applyFeeBps();
    }

    // ------------------------------------------------------------------ pause

    function test_pause() public {
        uint256 until = START + 3 days;
        vm.expectEmit(address(rollup));
        emit IRollupSettings.OpensPaused(uint40(until), uint40(until + 6 days));
        rollup.pauseOpens();
        vm.deal(ALICE, 10 * OPEN_FEE);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IRollupSettings.PausedUntil.selector, START, until));
        rollup.open{value: OPEN_FEE}(X2, Y2, 5, 0);
        // Nothing else is.
        submit(batchOf(1, 1));
        reserve(ALICE);
        // It ends by itself.
        vm.warp(until);
        openAs(ALICE, 5, 500);
    }

    function test_error_pausesCantBeChained() public {
        rollup.pauseOpens();
        (uint40 until, uint40 next) = rollup.pauseTimes();
        assertEq(until, START + 3 days, "until");
        assertEq(next, START + 9 days, "next");
        assertTrue(rollup.PAUSE_COOLDOWN() > rollup.PAUSE_DURATION(), "longer open than paused");
        for (uint256 time = START; time < next; time += 6 hours) {
            vm.warp(time);
            vm.expectRevert(abi.encodeWithSelector(IRollupSettings.PauseTooSoon.selector, time, next));
            rollup.pauseOpens();
        }
        vm.warp(next);
        rollup.pauseOpens();
    }

    function test_behavior_resumedEarly() public {
        vm.expectRevert(IRollupSettings.NotPaused.selector);
        rollup.resumeOpens();
        rollup.pauseOpens();
        vm.warp(START + 1 hours);
        vm.expectEmit(address(rollup));
        emit IRollupSettings.OpensResumed();
        rollup.resumeOpens();
        openAs(ALICE, 5, 500);
        vm.expectRevert(
            abi.encodeWithSelector(IRollupSettings.PauseTooSoon.selector, START + 1 hours, START + 1 hours + 6 days)
        );
        rollup.pauseOpens();
        vm.warp(START + 1 hours + 6 days);
        rollup.pauseOpens();
    }

    /// @dev A guardian can pause and resume, and nothing else.
    function test_behavior_guardian() public {
        bytes4[] memory selectors = new bytes4[](2);
        selectors[0] = IRollupSettings.pauseOpens.selector;
        selectors[1] = IRollupSettings.resumeOpens.selector;
        manager.setTargetFunctionRole(address(rollup), selectors, 2);
        manager.grantRole(2, ALICE, 0);
        vm.prank(ALICE);
        rollup.pauseOpens();
        vm.prank(ALICE);
        rollup.resumeOpens();
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        rollup.setFeeBps(0);
    }

    // ------------------------------------------------------------------ errors

    function test_error_outOfBounds() public {
        vm.expectRevert(outOfBounds("feeBps", 1001, 0, 1000));
        rollup.setFeeBps(1001);
        vm.expectRevert(outOfBounds("openFeeWei", 0.01 ether + 1, 0, 0.01 ether));
        rollup.setOpenFee(0.01 ether + 1, BOB);
        vm.expectRevert(outOfBounds("operatorSerial", 0, 1, 1));
        rollup.setOperatorSerial(0);
        vm.expectRevert(outOfBounds("operatorSerial", 2, 1, 1));
        rollup.setOperatorSerial(2);
        // Room for everything that somebody may have to do for itself.
        IRollupSettings.Shape memory without = shape();
        without.opens = 0;
        expectNoRoom(without, "opens");
        without = shape();
        without.settlements = 0;
        expectNoRoom(without, "settlements");
        without = shape();
        without.credits = 0;
        expectNoRoom(without, "credits");
        without = shape();
        without.withdrawals = 0;
        expectNoRoom(without, "withdrawals");
    }

    function test_error_addresses() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.ZeroAddress.selector, "feeRecipient"));
        rollup.setOpenFee(0, address(0));
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAContract.selector, "verifier", BOB));
        rollup.scheduleShape(9, shape(), BOB);
    }

    function test_error_notTheAdmin() public {
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.setFeeBps(1);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.setOperatorSerial(1);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.setOpenFee(0, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.setShape(9, shape(), address(verifier));
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.seal();
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.scheduleShape(9, shape(), address(verifier));
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.cancelShape(9);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.pauseOpens();
        vm.prank(ALICE);
        vm.expectRevert(reason);
        rollup.resumeOpens();
    }

    function test_error_constructor() public {
        IRollup.Config memory wrong = config(BOB);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAContract.selector, "token", BOB));
        new Rollup(wrong);
        wrong = config(address(token));
        wrong.authority = ALICE;
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAContract.selector, "authority", ALICE));
        new Rollup(wrong);
        wrong = config(address(token));
        wrong.refundDelay = 1 hours - 1;
        vm.expectRevert(outOfBounds("refundDelay", 1 hours - 1, 1 hours, 30 days));
        new Rollup(wrong);
        wrong = config(address(token));
        wrong.feeBps = 1001;
        vm.expectRevert(outOfBounds("feeBps", 1001, 0, 1000));
        new Rollup(wrong);
        wrong = config(address(token));
        wrong.operatorY = Y2;
        vm.expectRevert(abi.encodeWithSelector(IRollup.PointNotOnCurve.selector, X1, Y2));
        new Rollup(wrong);
    }

    function expectNoRoom(IRollupSettings.Shape memory without, string memory name) private {
        vm.expectRevert(outOfBounds(name, 0, 1, type(uint16).max));
        rollup.scheduleShape(9, without, address(verifier));
    }

    function outOfBounds(string memory name, uint256 given, uint256 minimum, uint256 maximum)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IRollup.OutOfBounds.selector, name, given, minimum, maximum);
    }
}
