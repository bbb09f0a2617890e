// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IGovernance} from "../contracts/interfaces/IGovernance.sol";
import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {Rollup} from "../contracts/rollup/Rollup.sol";
import {RollupTest} from "./support/RollupTest.sol";

contract GovernanceTest is RollupTest {
    function test_settings() public {
        vm.expectEmit(address(rollup));
        emit IGovernance.FeeBpsSet(100, 1000);
        rollup.setFeeBps(1000);
        assertEq(rollup.feeBps(), 1000, "fee");

        openAs(ALICE, 5, 0);
        vm.expectEmit(address(rollup));
        emit IGovernance.OperatorSerialSet(1, 2);
        rollup.setOperatorSerial(2);
        assertEq(rollup.operatorSerial(), 2, "operator serial");

        vm.expectEmit(address(rollup));
        emit IGovernance.OpenFeeSet(0.01 ether, BOB);
        rollup.setOpenFee(0.01 ether, BOB);
        assertEq(rollup.openFeeWei(), 0.01 ether, "open fee");
        assertEq(rollup.feeRecipient(), BOB, "fee recipient");

        vm.expectEmit(address(rollup));
        emit IGovernance.ShapeSet(9, shape(), address(verifier));
        rollup.setShape(9, shape(), address(verifier));
        (IGovernance.Shape memory sizes, address registered) = rollup.shapeOf(9);
        assertEq(registered, address(verifier), "verifier");
        assertEq(sizes.opens, 3, "opens");
        assertEq(sizes.settlements, 5, "settlements");
        assertEq(sizes.credits, 2, "credits");
        assertEq(sizes.withdrawals, 2, "withdrawals");
    }

    function test_error_outOfBounds() public {
        vm.expectRevert(outOfBounds("feeBps", 1001, 0, 1000));
        rollup.setFeeBps(1001);
        vm.expectRevert(outOfBounds("openFeeWei", 0.01 ether + 1, 0, 0.01 ether));
        rollup.setOpenFee(0.01 ether + 1, BOB);
        vm.expectRevert(outOfBounds("operatorSerial", 0, 1, 1));
        rollup.setOperatorSerial(0);
        vm.expectRevert(outOfBounds("operatorSerial", 2, 1, 1));
        rollup.setOperatorSerial(2);
        IGovernance.Shape memory noCredits = shape();
        noCredits.credits = 0;
        vm.expectRevert(outOfBounds("credits", 0, 1, type(uint16).max));
        rollup.setShape(9, noCredits, address(verifier));
    }

    function test_error_addresses() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.ZeroAddress.selector, "feeRecipient"));
        rollup.setOpenFee(0, address(0));
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAContract.selector, "verifier", BOB));
        rollup.setShape(9, shape(), BOB);
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

    function outOfBounds(string memory name, uint256 given, uint256 minimum, uint256 maximum)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IRollup.OutOfBounds.selector, name, given, minimum, maximum);
    }
}
