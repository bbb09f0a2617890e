// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title Below the requirement: inactive, topped up, or liquidated
contract StakeLiquidationTest is StakeTest {
    /// @dev Whatever becomes of an account, what it owed while it was inactive is final.
    function test_behavior_theEndOfObligationsStaysOnRecord() public {
        address[3] memory accounts = [address(0x3001), address(0x3002), address(0x3003)];
        warpToEpoch(0);
        for (uint256 i = 0; i < 3; ++i) {
            registerProvider(accounts[i], REQUIREMENT);
        }
        warpToEpoch(8);
        for (uint256 i = 0; i < 3; ++i) {
            slash(PROVIDER, accounts[i], 7, 0.1e18);
            assertEnd(accounts[i], 0);
        }
        warpToEpoch(9);
        fund(accounts[0], REQUIREMENT);
        vm.prank(accounts[0]);
        registry.topUp(PROVIDER, accounts[0], REQUIREMENT);
        assertEnd(accounts[0], PROMISE);
        leave(PROVIDER, accounts[1]);
        assertEnd(accounts[1], 0);
        registry.liquidate(PROVIDER, accounts[2]);
        assertEnd(accounts[2], 0);
        // Registered again, and deactivated again.
        registerProvider(accounts[2], REQUIREMENT);
        uint32 epoch = registry.currentEpoch();
        slash(PROVIDER, accounts[2], epoch - 1, 0.1e18);
        assertEnd(accounts[2], 0);
        assertEq(registry.promiseAt(accounts[2], epoch + 2), 0, "of an account that fell at once");
    }

    /// @dev Obliged up to epoch 9, not in epoch 10, and then to `later`.
    function assertEnd(address account, uint16 later) private view {
        assertEq(registry.promiseAt(account, 1), 0, "before it counted");
        assertEq(registry.promiseAt(account, 2), PROMISE, "the first epoch");
        assertEq(registry.promiseAt(account, 9), PROMISE, "the last epoch");
        assertEq(registry.promiseAt(account, 10), 0, "the first without");
        assertEq(registry.promiseAt(account, 11), later, "after");
    }

    uint256 private constant LOST_AT = START + 10 * DAY;

    function setUp() public override {
        super.setUp();
        registerProvider(ALICE, 105e6);
        registerWatcher(BOB, WATCHER_STAKE);
        warpToEpoch(10);
    }

    function test_aSlashBelowTheRequirementMakesInactiveAtOnce() public {
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Deactivated(PROVIDER, ALICE, 12, IStakeRegistry.Status.Inactive);
        slash(PROVIDER, ALICE, 9, 0.1e18);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        assertEq(registry.accountOf(PROVIDER, ALICE).graceEndsAt, LOST_AT + GRACE, "grace ends at");
        assertEq(registry.promiseAt(ALICE, 11), PROMISE, "obliged in the next epoch still");
        assertEq(registry.promiseAt(ALICE, 12), 0, "not obliged any more");

        vm.expectEmit(address(registry));
        emit IStakeRegistry.WatcherSeated(12, 0, address(0), 0);
        slash(WATCHER, BOB, 9, 0.01e18);
        assertStatus(WATCHER, BOB, IStakeRegistry.Status.Inactive);
        assertEq(registry.watcherCountAt(11), 1, "watchers in the next epoch");
        assertEq(registry.watcherCountAt(12), 0, "watchers afterwards");
    }

    function test_behavior_exactlyTheRequirementIsEnough() public {
        // 105 - 5 = 100.
        (, uint256 amount) = slash(PROVIDER, ALICE, 9, uint256(1e18) / 21);
        assertEq(amount, 4999999, "slashed, rounded down");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
    }

    function test_behavior_whatUnbondsDoesntCount() public {
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, 5e6);
        slash(PROVIDER, ALICE, 9, 0.001e18);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
    }

    // ------------------------------------------------------------------ top up

    function test_topUp() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        uint256 missing = REQUIREMENT - stakeOf(PROVIDER, ALICE);
        warpToEpoch(14);
        topUp(ALICE, ALICE, missing - 1);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        assertEq(registry.accountOf(PROVIDER, ALICE).graceEndsAt, LOST_AT + GRACE, "too little changes no deadline");
        fund(ALICE, 1);
        vm.prank(ALICE);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Activated(PROVIDER, ALICE, 16);
        registry.topUp(PROVIDER, ALICE, 1);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        assertEq(registry.accountOf(PROVIDER, ALICE).graceEndsAt, 0, "grace ends at");
        assertEq(registry.promiseAt(ALICE, 11), PROMISE, "before");
        assertEq(registry.promiseAt(ALICE, 12), 0, "in between, first");
        assertEq(registry.promiseAt(ALICE, 15), 0, "in between, last");
        assertEq(registry.promiseAt(ALICE, 16), PROMISE, "again");
        // And again below.
        slash(PROVIDER, ALICE, 13, 0.1e18);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
    }

    function test_topUp_aWatcherIsSeatedAgain() public {
        slash(WATCHER, BOB, 9, 0.1e18);
        fund(BOB, 5e6);
        vm.prank(BOB);
        registry.topUp(WATCHER, BOB, 5e6);
        // In the same epoch: as if nothing had been.
        (bool seated, uint32 position) = registry.positionAt(12, BOB);
        assertTrue(seated && position == 0, "seated");
        assertEq(registry.watcherAt(12, 0), BOB, "watcher");
    }

    function test_behavior_othersMakeNobodyServeAgain() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        topUp(BOB, ALICE, 100e6);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        vm.prank(BOB);
        vm.expectRevert(wrongStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive, IStakeRegistry.Status.Active));
        registry.enforceRequirement(PROVIDER, ALICE);
        vm.prank(ALICE);
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
    }

    function test_behavior_lessCapacityIsEnoughToo() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        IStakeRegistry.ProviderTerms memory smaller = terms();
        smaller.capacity.compute = 1;
        vm.prank(ALICE);
        registry.updateProvider(smaller);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        assertEq(registry.promiseAt(ALICE, 12), PROMISE, "promise");
    }

    function test_behavior_anUpdateThatIsTooLittleLeavesItInactive() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        vm.prank(ALICE);
        registry.updateProvider(terms());
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        vm.prank(ALICE);
        vm.expectRevert(tooLow(PROVIDER, ALICE, 94.5e6, REQUIREMENT));
        registry.enforceRequirement(PROVIDER, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(wrongStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive, IStakeRegistry.Status.Active));
        registry.startUnbonding(PROVIDER, 1);
    }

    function test_error_topUpAfterTheGracePeriod() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        vm.warp(LOST_AT + GRACE - 1);
        topUp(ALICE, ALICE, 1);
        vm.warp(LOST_AT + GRACE);
        fund(ALICE, 100e6);
        bytes memory reason = abi.encodeWithSelector(
            IStakeRegistry.GraceOver.selector, PROVIDER, ALICE, LOST_AT + GRACE, LOST_AT + GRACE
        );
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.topUp(PROVIDER, ALICE, 100e6);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.updateProvider(terms());
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.enforceRequirement(PROVIDER, ALICE);
        // Nor can it run from the keeper.
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        registry.liquidate(PROVIDER, ALICE);
    }

    // ------------------------------------------------------------------ rates

    function test_enforceRequirement() public {
        setComputeRate(12.5e6);
        assertEq(registry.requirementOf(PROVIDER, ALICE), 105e6, "requirement");
        // Exactly enough: the new requirement is noted.
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeSufficient.selector, PROVIDER, ALICE, 105e6, 105e6));
        registry.enforceRequirement(PROVIDER, ALICE);
        slash(PROVIDER, ALICE, 9, 0.000001e18);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
    }

    function test_enforceRequirement_belowIt() public {
        setComputeRate(12.5e6 + 1);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        vm.prank(KEEPER);
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        // Lower rates help it as a top-up does.
        setComputeRate(10e6);
        vm.prank(ALICE);
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
    }

    /// @dev Higher least stakes count as other rates do: when somebody enforces them.
    function test_enforceRequirement_aHigherLeastStake() public {
        setProviderStake(105e6);
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        setProviderStake(105e6 + 1);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        vm.prank(KEEPER);
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        // Less capacity is no help.
        IStakeRegistry.ProviderTerms memory smaller = terms();
        smaller.capacity.compute = 1;
        vm.prank(ALICE);
        registry.updateProvider(smaller);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        topUp(ALICE, ALICE, 1);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
    }

    // ------------------------------------------------------------------ liquidation

    function test_liquidate() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        uint256 insured = registry.insurance();
        vm.warp(LOST_AT + GRACE);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Liquidated(PROVIDER, ALICE, BOB, 1.89e6, 9.45e6, 83.16e6);
        vm.prank(BOB);
        registry.liquidate(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.None);
        assertEq(stakeOf(PROVIDER, ALICE), 0, "stake");
        assertEq(registry.claimable(BOB), 1.89e6, "keeper");
        assertEq(registry.insurance(), insured + 9.45e6, "insurance");
        assertEq(registry.claimable(ALICE), 83.16e6, "account");
        // It may come back.
        registerProvider(ALICE, 150e6);
        assertEq(registry.promiseAt(ALICE, 23), 0, "not yet");
        assertEq(registry.promiseAt(ALICE, 24), PROMISE, "promise");
    }

    /// @dev Inactive in epoch 10, a provider owes epoch 11, which epoch 19 can still slash; epoch 20 can't, and the
    /// shortest grace period ends later.
    function test_behavior_dueSlashesComeFirst() public {
        IStakeRegistry.Config memory quick = config();
        quick.graceSeconds = uint40(10 * DAY + 1);
        redeploy(quick);
        registerProvider(ALICE, 105e6);
        warpToEpoch(10);
        slash(PROVIDER, ALICE, 9, 0.1e18);
        warpToEpoch(19);
        slash(PROVIDER, ALICE, 11, 0.1e18);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStakeRegistry.GraceRuns.selector, PROVIDER, ALICE, LOST_AT + 10 * DAY + 1, vm.getBlockTimestamp()
            )
        );
        registry.liquidate(PROVIDER, ALICE);
        warpToEpoch(20);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.EpochNotSlashable.selector, 11, 12, 20));
        slash(PROVIDER, ALICE, 11, 0.1e18);
        vm.warp(LOST_AT + 10 * DAY + 1);
        registry.liquidate(PROVIDER, ALICE);
        assertEq(registry.claimable(address(this)), 1.701e6, "keeper");
    }

    function test_behavior_whoLeavesInOrderIsntLiquidated() public {
        slash(PROVIDER, ALICE, 9, 0.1e18);
        vm.warp(LOST_AT + GRACE - 1);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Exiting);
        vm.warp(LOST_AT + GRACE);
        vm.expectRevert(wrongStatus(PROVIDER, ALICE, IStakeRegistry.Status.Exiting, IStakeRegistry.Status.Inactive));
        registry.liquidate(PROVIDER, ALICE);
        vm.warp(LOST_AT + GRACE - 1 + UNBONDING);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 94.5e6, "amount");
    }

    /// @dev Rates can be raised beyond every stake: whoever leaves within the grace period gets it back, in full.
    function test_behavior_whoLeavesAtHigherRatesLosesNothing() public {
        IStakeRegistry.Parameters memory dear = parameters();
        (dear.computeRate, dear.keeperBps, dear.liquidationInsuranceBps) = (1e24, 500, 2_000);
        setParameters(dear);
        registry.enforceRequirement(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Inactive);
        vm.warp(LOST_AT + GRACE - 1);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        vm.warp(LOST_AT + GRACE - 1 + UNBONDING);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 105e6, "amount");
    }

    function test_error_liquidate() public {
        vm.expectRevert(wrongStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active, IStakeRegistry.Status.Inactive));
        registry.liquidate(PROVIDER, ALICE);
        slash(WATCHER, BOB, 9, 0.1e18);
        vm.warp(LOST_AT + GRACE - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStakeRegistry.GraceRuns.selector, WATCHER, BOB, LOST_AT + GRACE, LOST_AT + GRACE - 1
            )
        );
        registry.liquidate(WATCHER, BOB);
        vm.warp(LOST_AT + GRACE);
        registry.liquidate(WATCHER, BOB);
        vm.expectRevert(wrongStatus(WATCHER, BOB, IStakeRegistry.Status.None, IStakeRegistry.Status.Inactive));
        registry.liquidate(WATCHER, BOB);
    }

    function topUp(address payer, address account, uint256 amount) private {
        fund(payer, amount);
        vm.prank(payer);
        registry.topUp(PROVIDER, account, amount);
    }

    function setComputeRate(uint80 rate) private {
        IStakeRegistry.Parameters memory changed = parameters();
        changed.computeRate = rate;
        setParameters(changed);
    }

    function setProviderStake(uint88 least) private {
        IStakeRegistry.Parameters memory changed = parameters();
        changed.providerStake = least;
        setParameters(changed);
    }
}
