// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {FIELD_MODULUS} from "../contracts/rollup/Field.sol";
import {Grumpkin} from "../contracts/rollup/Grumpkin.sol";
import {OpenQueue} from "../contracts/rollup/OpenQueue.sol";
import {Rollup} from "../contracts/rollup/Rollup.sol";
import {FeeToken} from "./support/FeeToken.sol";
import {ReentrantToken} from "./support/ReentrantToken.sol";
import {RollupTest} from "./support/RollupTest.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract OpenTest is RollupTest {
    function test_default() public {
        fund(ALICE, 500);
        vm.expectEmit(address(rollup));
        emit IRollup.Opened(2, ALICE, X2, Y2, 5, 500, uint40(START + 1 days));
        vm.prank(ALICE);
        uint32 serial = rollup.open{value: OPEN_FEE}(X2, Y2, 5, 500);

        assertEq(serial, 2, "serial");
        assertEq(token.balanceOf(address(rollup)), 500, "tokens held");
        assertEq(rollup.totalOwed(), 500, "owed");
        assertEq(rollup.totalInTree(), 0, "in the tree");
        assertEq(address(rollup).balance, OPEN_FEE, "fees held");
        (uint32 first, uint32 next) = rollup.queue();
        assertEq(first, 1, "first queued");
        assertEq(next, 3, "next serial");
        (bytes27 commitment, address opener, uint88 amount, uint40 refundableAt) = rollup.queuedOpen(2);
        assertTrue(commitment == OpenQueue.commitmentOf(X2, Y2, 5), "commitment");
        assertEq(opener, ALICE, "opener");
        assertEq(amount, 500, "amount");
        assertEq(refundableAt, START + 1 days, "refundable at");
    }

    function test_behavior_theOperatorsAccountIsSerialOne() public view {
        (bytes27 commitment, address opener, uint88 amount,) = rollup.queuedOpen(1);
        assertTrue(commitment == OpenQueue.commitmentOf(X1, Y1, 77), "commitment");
        assertEq(opener, address(this), "opener");
        assertEq(amount, 0, "amount");
        assertEq(rollup.operatorSerial(), 1, "operator serial");
    }

    function test_behavior_amountZeroMovesNoTokens() public {
        vm.deal(BOB, OPEN_FEE);
        vm.prank(BOB);
        assertEq(rollup.open{value: OPEN_FEE}(X2, Y2, 0, 0), 2, "serial");
        assertEq(rollup.totalOwed(), 0, "owed");
    }

    function testFuzz_everyAmountIsHeld(uint88 amount, uint256 terms) public {
        terms = bound(terms, 0, FIELD_MODULUS - 1);
        uint32 serial = openAs(ALICE, terms, amount);
        assertEq(token.balanceOf(address(rollup)), amount, "tokens held");
        assertEq(rollup.totalOwed(), amount, "owed");
        (bytes27 commitment,,,) = rollup.queuedOpen(serial);
        assertTrue(commitment == OpenQueue.commitmentOf(X2, Y2, terms), "commitment");
    }

    function test_error_keyOffTheCurve() public {
        expectOpenRefused(X1, Y2, 0, 0, abi.encodeWithSelector(IRollup.PointNotOnCurve.selector, X1, Y2));
        expectOpenRefused(0, 0, 0, 0, abi.encodeWithSelector(IRollup.PointNotOnCurve.selector, 0, 0));
    }

    function test_error_valuesOutOfTheField() public {
        // The same point raised by the modulus satisfies the curve's equation, but isn't canonical.
        expectOpenRefused(X1 + FIELD_MODULUS, Y1, 0, 0, notInField("ownerX", X1 + FIELD_MODULUS));
        expectOpenRefused(X1, Y1 + FIELD_MODULUS, 0, 0, notInField("ownerY", Y1 + FIELD_MODULUS));
        expectOpenRefused(X1, Y1, FIELD_MODULUS, 0, notInField("terms", FIELD_MODULUS));
    }

    function test_error_amountTooLarge() public {
        bytes memory reason = abi.encodeWithSelector(IRollup.AmountTooLarge.selector, 2 ** 88, 2 ** 88 - 1);
        expectOpenRefused(X1, Y1, 0, 2 ** 88, reason);
    }

    function test_error_wrongFee() public {
        vm.deal(ALICE, 1 ether);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongOpenFee.selector, 0, OPEN_FEE));
        rollup.open(X1, Y1, 0, 0);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongOpenFee.selector, OPEN_FEE + 1, OPEN_FEE));
        rollup.open{value: OPEN_FEE + 1}(X1, Y1, 0, 0);
    }

    function test_error_tokenTakesAFee() public {
        FeeToken feeToken = new FeeToken();
        Rollup other = deploySealed(address(feeToken));
        feeToken.mint(address(this), 1000);
        feeToken.approve(address(other), 1000);
        vm.expectRevert(abi.encodeWithSelector(IRollup.TransferAmountMismatch.selector, 990, 1000));
        other.open{value: OPEN_FEE}(X1, Y1, 0, 1000);
        assertEq(feeToken.balanceOf(address(this)), 1000, "tokens kept");
    }

    function test_error_tokenReenters() public {
        ReentrantToken evil = new ReentrantToken();
        Rollup other = deploySealed(address(evil));
        evil.mint(address(this), 1000);
        evil.approve(address(other), 1000);
        evil.arm(address(other), abi.encodeCall(IRollup.claim, (ALICE)));
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        other.open{value: OPEN_FEE}(X1, Y1, 0, 1000);
    }

    function testFuzz_offTheCurve(uint256 y) public pure {
        y = bound(y, 0, FIELD_MODULUS - 1);
        // Only two points of the curve have this x.
        assertTrue(Grumpkin.isOnCurve(X1, y) == (y == Y1 || y == FIELD_MODULUS - Y1), "a random y");
    }

    function test_pointsOfTheCurve() public pure {
        assertTrue(Grumpkin.isOnCurve(X1, Y1), "the generator");
        assertTrue(Grumpkin.isOnCurve(X1, FIELD_MODULUS - Y1), "its opposite");
        assertTrue(Grumpkin.isOnCurve(X2, Y2), "another point");
    }

    function notInField(string memory name, uint256 given) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRollup.NotInField.selector, name, 0, given, FIELD_MODULUS);
    }

    function expectOpenRefused(uint256 x, uint256 y, uint256 terms, uint256 amount, bytes memory reason) private {
        vm.deal(address(this), OPEN_FEE);
        vm.expectRevert(reason);
        rollup.open{value: OPEN_FEE}(x, y, terms, amount);
        (, uint32 next) = rollup.queue();
        assertEq(next, 2, "next serial");
        assertEq(address(rollup).balance, 0, "fees held");
    }
}
