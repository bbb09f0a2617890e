// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title Leaving, in part and in full
contract StakeUnbondingTest is StakeTest {
    function setUp() public override {
        super.setUp();
        registerProvider(ALICE, 150e6);
        warpToEpoch(3);
    }

    function test_part() public {
        vm.expectEmit(address(registry));
        emit IStakeRegistry.UnbondingStarted(PROVIDER, ALICE, 50e6, uint40(vm.getBlockTimestamp() + UNBONDING));
        unbond(50e6);
        IStakeRegistry.Account memory account = registry.accountOf(PROVIDER, ALICE);
        assertEq(account.stake, 150e6, "stake");
        assertEq(account.unbonding, 50e6, "unbonding");
        assertEq(account.unbondingSince, vm.getBlockTimestamp(), "since");
        assertEq(account.withdrawableAt, vm.getBlockTimestamp() + UNBONDING, "withdrawable at");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);

        vm.warp(vm.getBlockTimestamp() + UNBONDING);
        vm.prank(ALICE);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Withdrawn(PROVIDER, ALICE, 50e6, 100e6);
        assertEq(registry.withdraw(PROVIDER), 50e6, "amount");
        assertEq(token.balanceOf(ALICE), 50e6, "tokens");
        assertEq(stakeOf(PROVIDER, ALICE), 100e6, "stake left");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        // The floor has gone down with it: the same again works only after a top-up.
        vm.prank(ALICE);
        vm.expectRevert(tooLow(PROVIDER, ALICE, 100e6 - 1, REQUIREMENT));
        registry.startUnbonding(PROVIDER, 1);
    }

    /// @dev What was withdrawn no longer counts towards what the account needs to stay active.
    function test_behavior_aSlashAfterAWithdrawalLeavesWhatSufficesActive() public {
        unbond(30e6);
        vm.warp(vm.getBlockTimestamp() + UNBONDING);
        vm.prank(ALICE);
        registry.withdraw(PROVIDER);
        (, uint256 amount) = slash(PROVIDER, ALICE, registry.currentEpoch() - 1, 0.1e18);
        assertEq(amount, 12e6, "slashed");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        (, amount) = slash(PROVIDER, ALICE, registry.currentEpoch() - 2, 0.1e18);
        assertEq(amount, 10.8e6, "slashed again");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
    }

    function test_everything() public {
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Deactivated(PROVIDER, ALICE, 5, IStakeRegistry.Status.Exiting);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.UnbondingStarted(PROVIDER, ALICE, 150e6, uint40(vm.getBlockTimestamp() + UNBONDING));
        unbond(type(uint256).max);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Exiting);
        assertEq(registry.promiseAt(ALICE, 4), PROMISE, "obliged in the next epoch still");
        assertEq(registry.promiseAt(ALICE, 5), 0, "not obliged any more");

        vm.warp(vm.getBlockTimestamp() + UNBONDING);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 150e6, "amount");
        assertEq(token.balanceOf(ALICE), 150e6, "tokens");
        IStakeRegistry.Account memory account = registry.accountOf(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.None);
        assertEq(account.stake, 0, "stake");
        assertEq(account.requirement, PROVIDER_STAKE, "requirement: what anyone needs");
        assertEq(account.responder, address(0), "responder");
        assertEq(bytes(account.endpoint).length, 0, "endpoint");
    }

    function test_behavior_whatUnbondsCanBeSlashed() public {
        unbond(type(uint256).max);
        warpToEpoch(5);
        // For the last epoch that it owes.
        (, uint256 amount) = slash(PROVIDER, ALICE, 4, 0.1e18);
        assertEq(amount, 15e6, "slashed");
        assertEq(registry.accountOf(PROVIDER, ALICE).unbonding, 135e6, "unbonding");
        vm.warp(START + 3 * DAY + UNBONDING);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 135e6, "amount");
    }

    function test_behavior_slashesMayLeaveLessThanUnbonds() public {
        unbond(50e6);
        warpToEpoch(11);
        uint256 expected = 150e6;
        for (uint32 epoch = 3; epoch < 11; ++epoch) {
            slash(PROVIDER, ALICE, epoch, 0.1e18);
            expected -= expected / 10;
        }
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        assertEq(stakeOf(PROVIDER, ALICE), expected, "stake");
        warpToEpoch(14);
        for (uint32 epoch = 11; epoch < 14; ++epoch) {
            slash(PROVIDER, ALICE, epoch, 0.1e18);
        }
        uint256 left = stakeOf(PROVIDER, ALICE);
        assertTrue(left < 50e6, "less than unbonds");
        assertEq(registry.accountOf(PROVIDER, ALICE).unbonding, left, "all of it unbonds");
        vm.warp(START + 3 * DAY + UNBONDING);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), left, "amount");
        assertEq(stakeOf(PROVIDER, ALICE), 0, "stake left");
    }

    /// @dev Who leaves in epoch 3 owes epoch 4, which epochs 5 to 12 can slash. Whoever withdraws at the earliest moment
    /// that any setting allows, does so when epoch 13 begins or later.
    function test_behavior_aDueSlashComesFirst() public {
        IStakeRegistry.Config memory quick = config();
        quick.unbondingSeconds = uint40(10 * DAY + 1);
        redeploy(quick);
        registerProvider(ALICE, 150e6);
        warpToEpoch(3);
        unbond(type(uint256).max);
        uint256 withdrawableAt = registry.accountOf(PROVIDER, ALICE).withdrawableAt;
        vm.warp(START + 13 * DAY - 1);
        assertTrue(vm.getBlockTimestamp() < withdrawableAt, "slashable, and not withdrawable");
        (bool applied,) = slash(PROVIDER, ALICE, 4, 0.1e18);
        assertTrue(applied, "slashed at the last moment");
        vm.warp(START + 13 * DAY);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.EpochNotSlashable.selector, 4, 5, 13));
        slash(PROVIDER, ALICE, 4, 0.1e18);
        vm.warp(withdrawableAt);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 135e6, "amount");
    }

    function test_behavior_leavingTakesAPartThatUnbondsAlong() public {
        unbond(50e6);
        warpToEpoch(10);
        unbond(type(uint256).max);
        IStakeRegistry.Account memory account = registry.accountOf(PROVIDER, ALICE);
        assertEq(account.unbonding, 150e6, "unbonding");
        assertEq(account.withdrawableAt, START + 10 * DAY + UNBONDING, "withdrawable at");
    }

    function test_behavior_registersAgain() public {
        leave(PROVIDER, ALICE);
        uint32 epoch = registry.currentEpoch();
        registerProvider(ALICE, 120e6);
        assertEq(stakeOf(PROVIDER, ALICE), 120e6, "stake");
        assertEq(registry.promiseAt(ALICE, 4), PROMISE, "the first time");
        assertEq(registry.promiseAt(ALICE, 5), 0, "in between");
        assertEq(registry.promiseAt(ALICE, epoch + 1), 0, "not yet");
        assertEq(registry.promiseAt(ALICE, epoch + 2), PROMISE, "the second time");
    }

    /// @dev Slashed down to one unit: that is all it gets, and no money of others.
    function test_behavior_withdrawsNoMoreThanIsLeft() public {
        registerProvider(BOB, REQUIREMENT);
        vm.prank(BOB);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        IStakeRegistry.Parameters memory harsh = parameters();
        harsh.maxSlashBps = 5_000;
        setParameters(harsh);
        for (uint32 epoch = 5; epoch < 40; ++epoch) {
            warpToEpoch(epoch + 1);
            slash(PROVIDER, BOB, epoch, 0.5e18);
        }
        assertEq(stakeOf(PROVIDER, BOB), 1, "stake");
        uint256 held = token.balanceOf(address(registry));
        vm.prank(BOB);
        assertEq(registry.withdraw(PROVIDER), 1, "amount");
        assertEq(token.balanceOf(address(registry)), held - 1, "tokens held");
    }

    // ------------------------------------------------------------------ refusals

    function test_error_tooEarly() public {
        unbond(50e6);
        uint256 withdrawableAt = vm.getBlockTimestamp() + UNBONDING;
        vm.warp(withdrawableAt - 1);
        vm.prank(ALICE);
        vm.expectRevert(tooEarly(withdrawableAt, withdrawableAt - 1));
        registry.withdraw(PROVIDER);
    }

    function test_error_nothingUnbonds() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NothingUnbonding.selector, PROVIDER, ALICE));
        registry.withdraw(PROVIDER);
        leave(PROVIDER, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NothingUnbonding.selector, PROVIDER, ALICE));
        registry.withdraw(PROVIDER);
    }

    function test_error_oneAtATime() public {
        unbond(20e6);
        vm.prank(ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStakeRegistry.UnbondingPending.selector, PROVIDER, ALICE, vm.getBlockTimestamp() + UNBONDING
            )
        );
        registry.startUnbonding(PROVIDER, 10e6);
    }

    function test_error_amounts() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.AmountOutOfRange.selector, 0, 1, 150e6));
        registry.startUnbonding(PROVIDER, 0);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.AmountOutOfRange.selector, 150e6 + 1, 1, 150e6));
        registry.startUnbonding(PROVIDER, 150e6 + 1);
        vm.prank(ALICE);
        vm.expectRevert(tooLow(PROVIDER, ALICE, 100e6 - 1, REQUIREMENT));
        registry.startUnbonding(PROVIDER, 50e6 + 1);
    }

    function test_error_leavingTwice() public {
        unbond(type(uint256).max);
        bytes memory reason =
            abi.encodeWithSelector(IStakeRegistry.NotStaying.selector, PROVIDER, ALICE, IStakeRegistry.Status.Exiting);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.topUp(PROVIDER, ALICE, 1);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.updateProvider(terms());
        vm.expectRevert(reason);
        registry.enforceRequirement(PROVIDER, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(wrongStatus(PROVIDER, ALICE, IStakeRegistry.Status.Exiting, IStakeRegistry.Status.None));
        registry.registerProvider(terms(), 150e6);
    }

    function test_error_aStranger() public {
        vm.prank(BOB);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeRegistry.NotStaying.selector, PROVIDER, BOB, IStakeRegistry.Status.None)
        );
        registry.startUnbonding(PROVIDER, type(uint256).max);
    }

    function unbond(uint256 amount) private {
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, amount);
    }

    function tooEarly(uint256 withdrawableAt, uint256 blockTime) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IStakeRegistry.WithdrawTooEarly.selector, PROVIDER, ALICE, withdrawableAt, blockTime);
    }
}
