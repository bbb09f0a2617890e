// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {TestToken} from "../contracts/test/TestToken.sol";
import {ReentrantToken} from "./support/ReentrantToken.sol";
import {RollupTest} from "./support/RollupTest.sol";

contract ClaimTest is RollupTest {
    function test_default() public {
        credit(BOB, 100);
        credit(BOB, 50);
        vm.expectEmit(address(rollup));
        emit IRollup.Claimed(BOB, 150);
        // Anyone may poke; the recipient is paid.
        vm.prank(ALICE);
        assertEq(rollup.claim(BOB), 150, "amount");

        assertEq(token.balanceOf(BOB), 150, "recipient's tokens");
        assertEq(rollup.claimable(BOB), 0, "claimable");
        assertEq(rollup.totalOwed(), token.balanceOf(address(rollup)), "owed");
    }

    function test_error_twice() public {
        credit(BOB, 100);
        rollup.claim(BOB);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingToClaim.selector, BOB));
        rollup.claim(BOB);
    }

    function test_error_nothingCredited() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingToClaim.selector, ALICE));
        rollup.claim(ALICE);
    }

    function test_error_reentered() public {
        ReentrantToken evil = new ReentrantToken();
        token = TestToken(address(evil));
        rollup = deploySealed(address(evil));
        credit(BOB, 100);
        credit(ALICE, 100);
        evil.arm(address(rollup), abi.encodeCall(IRollup.claim, (ALICE)));
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        rollup.claim(BOB);
        assertEq(rollup.claimable(BOB), 100, "claimable");
    }

    function test_openFees() public {
        openAs(ALICE, 1, 0);
        openAs(BOB, 2, 0);
        vm.expectEmit(address(rollup));
        emit IRollup.OpenFeesCollected(FEE_RECIPIENT, 2 * uint256(OPEN_FEE));
        vm.prank(ALICE);
        rollup.collectOpenFees();
        assertEq(FEE_RECIPIENT.balance, 2 * uint256(OPEN_FEE), "fee recipient's balance");
        vm.expectRevert(IRollup.NoFeesToCollect.selector);
        rollup.collectOpenFees();
    }

    function credit(address recipient, uint88 amount) private {
        uint32 serial = openAs(ALICE, 5, amount);
        (uint32 first,) = rollup.queue();
        submit(withWithdrawal(batchOf(serial - first + 1, serial), recipient, amount));
    }
}
