// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {RollupTest} from "./support/RollupTest.sol";

contract RefundOpenTest is RollupTest {
    function test_default() public {
        openAs(ALICE, 5, 500);
        vm.warp(START + 1 days);
        vm.expectEmit(address(rollup));
        emit IRollup.OpenRefunded(2, ALICE, 500);
        vm.prank(BOB);
        rollup.refundOpen(2);

        assertEq(token.balanceOf(ALICE), 500, "opener's tokens");
        assertEq(token.balanceOf(address(rollup)), 0, "tokens held");
        assertEq(rollup.totalOwed(), 0, "owed");
    }

    function test_behavior_theAccountIsStillOpenedWithAmountZero() public {
        openAs(ALICE, 5, 500);
        openAs(BOB, 6, 600);
        vm.warp(START + 1 days);
        IRollup.Batch memory early = batchOf(3, 1);
        bytes memory earlyProof = proofOf(early);
        rollup.refundOpen(2);

        // A batch that was proved before the refund says clearly why it's too late.
        expectRefused(early, earlyProof, abi.encodeWithSelector(IRollup.OpenAmountMismatch.selector, 2, 500, 0));

        queued[2].amount = 0;
        submit(batchOf(3, 1));
        assertEq(rollup.totalInTree(), 600, "in the tree");
        assertEq(rollup.totalOwed(), 600, "owed");
    }

    function test_error_tooEarly() public {
        openAs(ALICE, 5, 500);
        vm.warp(START + 1 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.RefundTooEarly.selector, 2, START + 1 days, START + 1 days - 1));
        rollup.refundOpen(2);
    }

    function test_error_twice() public {
        openAs(ALICE, 5, 500);
        vm.warp(START + 1 days);
        rollup.refundOpen(2);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingToRefund.selector, 2));
        rollup.refundOpen(2);
    }

    function test_error_takenByABatch() public {
        openAs(ALICE, 5, 500);
        submit(batchOf(2, 1));
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IRollup.OpenNotQueued.selector, 2, 3, 3));
        rollup.refundOpen(2);
        assertEq(rollup.totalOwed(), 500, "owed");
    }

    function test_error_neverQueued() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.OpenNotQueued.selector, 2, 1, 2));
        rollup.refundOpen(2);
        vm.expectRevert(abi.encodeWithSelector(IRollup.OpenNotQueued.selector, 0, 1, 2));
        rollup.refundOpen(0);
    }
}
