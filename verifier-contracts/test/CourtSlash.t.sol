// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {CourtTest} from "./support/CourtTest.sol";

/// @title Silent providers and absent watchers
contract CourtSlashTest is CourtTest {
    // ------------------------------------------------------------------ providers

    function test_slashSilentProvider() public {
        close(0);
        vm.expectEmit(address(court));
        emit IUptimeCourt.ProviderSilent(ALICE, EPOCH, KEEPER, 100e6);
        vm.prank(KEEPER);
        assertEq(court.slashSilentProvider(ALICE, EPOCH), 100e6, "penalty");
        assertEq(stakeOf(PROVIDER, ALICE), 900e6, "stake");
        assertEq(registry.claimable(KEEPER), 20e6, "reporter");
        assertTrue(court.isSettled(ALICE, EPOCH), "settled");
    }

    function test_behavior_onceOnly() public {
        close(0);
        court.slashSilentProvider(ALICE, EPOCH);
        vm.prank(KEEPER);
        vm.expectRevert(alreadySettled());
        court.slashSilentProvider(ALICE, EPOCH);
        assertEq(stakeOf(PROVIDER, ALICE), 900e6, "stake");
    }

    function test_behavior_neitherBeforeTheDeadlineNorAfterTheWindow() public {
        postAll(EPOCH, 0);
        vm.warp(proofUntil(EPOCH) - 1);
        vm.expectRevert(outsideWindow("slash silent", proofUntil(EPOCH), slashUntil(EPOCH)));
        court.slashSilentProvider(ALICE, EPOCH);
        vm.warp(slashUntil(EPOCH));
        vm.expectRevert(outsideWindow("slash silent", proofUntil(EPOCH), slashUntil(EPOCH)));
        court.slashSilentProvider(ALICE, EPOCH);
        vm.warp(slashUntil(EPOCH) - 1);
        assertEq(court.slashSilentProvider(ALICE, EPOCH), 100e6, "at the last moment");
    }

    function test_behavior_notOneThatProved() public {
        postAll(EPOCH, 0);
        vm.warp(postUntil(EPOCH));
        prove(ALICE, EPOCH, 0);
        vm.warp(proofUntil(EPOCH));
        vm.expectRevert(alreadySettled());
        court.slashSilentProvider(ALICE, EPOCH);
        assertEq(stakeOf(PROVIDER, ALICE), STAKE, "stake");
    }

    function test_behavior_notOneThatWasPunishedAlready() public {
        postAll(EPOCH, 0);
        vm.warp(postUntil(EPOCH));
        prove(ALICE, EPOCH, 24);
        vm.warp(proofUntil(EPOCH));
        vm.expectRevert(alreadySettled());
        court.slashSilentProvider(ALICE, EPOCH);
    }

    function test_behavior_afterUnbondingStarted() public {
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        close(0);
        assertEq(court.slashSilentProvider(ALICE, EPOCH), 100e6, "penalty");
        vm.warp(START + (EPOCH - 1) * DAY + UNBONDING);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 900e6, "withdrawn");
    }

    /// @dev Slashed epoch after epoch, until nothing more can be taken. {StakeSlashTest} has accounts without stake.
    function test_behavior_withNextToNothingIsHarmless() public {
        IStakeRegistry.Parameters memory harsh = parameters();
        (harsh.maxSlashBps, harsh.computeRate, harsh.storageRate, harsh.egressRate) = (5_000, 1, 1, 1);
        harsh.providerStake = 1;
        vm.warp(START);
        setParameters(harsh);
        IUptimeCourt.Parameters memory half = courtParameters();
        half.schedule.capWad = 0.5e18;
        setCourtParameters(half);
        registerProvider(BOB, 9);
        warpToEpoch(EPOCH - 1);
        close(0);
        assertEq(court.slashSilentProvider(BOB, EPOCH), 4, "penalty");
        for (uint32 epoch = 2; epoch < 6; ++epoch) {
            registry.slash(PROVIDER, BOB, epoch, 1e18, KEEPER);
        }
        assertEq(stakeOf(PROVIDER, BOB), 1, "stake");
        // Half of one rounds down to nothing, and the epoch is settled all the same.
        warpToEpoch(EPOCH + 4);
        registry.slash(PROVIDER, BOB, EPOCH + 3, 1e18, KEEPER);
        assertEq(stakeOf(PROVIDER, BOB), 1, "stake left");
        assertTrue(court.isSettled(BOB, EPOCH + 3), "settled");
    }

    function test_behavior_notInAVoidEpoch() public {
        close(7);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.EpochVoidFor.selector, ALICE, EPOCH, 2, 3));
        court.slashSilentProvider(ALICE, EPOCH);
        vm.warp(proofUntil(EPOCH + 1));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.EpochVoid.selector, EPOCH + 1, 0, 5));
        court.slashSilentProvider(ALICE, EPOCH + 1);
    }

    /// @dev Two absent and one struck, whether somebody called {strike} or not.
    function test_behavior_strikesMakeAnEpochVoid() public {
        postAll(EPOCH, absentMembers(ALICE, 3));
        vm.warp(postUntil(EPOCH));
        demand(4);
        assertTrue(!court.committeeOf(ALICE, EPOCH).isVoid, "not void yet");
        vm.warp(revealUntil(EPOCH));
        assertTrue(court.committeeOf(ALICE, EPOCH).isVoid, "void");
        vm.warp(proofUntil(EPOCH));
        bytes memory reason = abi.encodeWithSelector(IUptimeCourt.EpochVoidFor.selector, ALICE, EPOCH, 2, 3);
        vm.expectRevert(reason);
        court.slashSilentProvider(ALICE, EPOCH);
        court.strike(ALICE, EPOCH, 4);
        vm.expectRevert(reason);
        court.slashSilentProvider(ALICE, EPOCH);
        assertEq(stakeOf(PROVIDER, ALICE), STAKE, "stake");
    }

    function test_error_notObliged() public {
        registerProvider(BOB, STAKE);
        close(0);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotObliged.selector, BOB, EPOCH));
        court.slashSilentProvider(BOB, EPOCH);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotObliged.selector, KEEPER, EPOCH));
        court.slashSilentProvider(KEEPER, EPOCH);
    }

    /// @dev One that was made inactive owes the epochs up to the next one, and none after.
    function test_behavior_inactiveProviders() public {
        vm.warp(START);
        registerProvider(BOB, REQUIREMENT);
        warpToEpoch(EPOCH - 1);
        registry.slash(PROVIDER, BOB, 0, 0.1e18, KEEPER);
        assertStatus(PROVIDER, BOB, IStakeRegistry.Status.Inactive);
        warpToEpoch(EPOCH);
        court.drawSeed(EPOCH + 1);
        postAll(EPOCH, 0);
        postAll(EPOCH + 1, 0);
        vm.warp(proofUntil(EPOCH));
        assertEq(court.slashSilentProvider(BOB, EPOCH), 9e6, "the next epoch");
        vm.warp(proofUntil(EPOCH + 1));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotObliged.selector, BOB, EPOCH + 1));
        court.slashSilentProvider(BOB, EPOCH + 1);
    }

    /// @dev The registry's admin removes the court: its slashes are refused, what is due stays due.
    function test_behavior_removedFromTheRegistry() public {
        postAll(EPOCH, 1 << 2);
        vm.warp(proofUntil(EPOCH));
        registry.setCourt(address(court), false);
        bytes memory reason = abi.encodeWithSelector(IStakeRegistry.NotACourt.selector, address(court));
        vm.expectRevert(reason);
        court.slashSilentProvider(ALICE, EPOCH);
        vm.expectRevert(reason);
        court.slashAbsentWatcher(EPOCH, 2);
        assertEq(registry.promiseAt(ALICE, EPOCH), PROMISE, "promise");
        assertEq(registry.watcherAt(EPOCH, 2), watcher(2), "watcher");
        assertTrue(!court.isSettled(ALICE, EPOCH), "settled");
        letSlash(address(court));
        assertEq(court.slashSilentProvider(ALICE, EPOCH), 100e6, "provider's penalty");
        assertEq(court.slashAbsentWatcher(EPOCH, 2), 20e6, "watcher's");
    }

    // ------------------------------------------------------------------ watchers

    function test_slashAbsentWatcher() public {
        postAll(EPOCH, 1 << 2);
        vm.warp(postUntil(EPOCH));
        vm.expectEmit(address(court));
        emit IUptimeCourt.WatcherAbsent(EPOCH, watcher(2), 2, 20e6);
        vm.prank(KEEPER);
        assertEq(court.slashAbsentWatcher(EPOCH, 2), 20e6, "slashed");
        assertEq(stakeOf(WATCHER, watcher(2)), 980e6, "stake");
        assertEq(registry.claimable(KEEPER), 4e6, "reporter");
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.AlreadySlashed.selector, watcher(2), EPOCH));
        court.slashAbsentWatcher(EPOCH, 2);
    }

    function test_behavior_absentOnlyInItsWindow() public {
        postAll(EPOCH, 3);
        vm.warp(postUntil(EPOCH) - 1);
        vm.expectRevert(outsideWindow("slash absent", postUntil(EPOCH), slashUntil(EPOCH)));
        court.slashAbsentWatcher(EPOCH, 0);
        vm.warp(slashUntil(EPOCH));
        vm.expectRevert(outsideWindow("slash absent", postUntil(EPOCH), slashUntil(EPOCH)));
        court.slashAbsentWatcher(EPOCH, 0);
        vm.warp(slashUntil(EPOCH) - 1);
        court.slashAbsentWatcher(EPOCH, 0);
        vm.warp(postUntil(EPOCH));
        court.slashAbsentWatcher(EPOCH, 1);
    }

    function test_error_absent() public {
        postAll(EPOCH, 1);
        vm.warp(postUntil(EPOCH));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.RootWasPosted.selector, EPOCH, 1, rootAt(EPOCH, 1)));
        court.slashAbsentWatcher(EPOCH, 1);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NoSuchPosition.selector, EPOCH, WATCHERS, WATCHERS));
        court.slashAbsentWatcher(EPOCH, uint32(WATCHERS));
        vm.warp(postUntil(EPOCH + 1));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.EpochVoid.selector, EPOCH + 1, 0, 5));
        court.slashAbsentWatcher(EPOCH + 1, 0);
    }

    function test_behavior_anAbsentWatcherThatLeavesIsSlashedFirst() public {
        vm.prank(watcher(2));
        registry.startUnbonding(WATCHER, type(uint256).max);
        postAll(EPOCH, 1 << 2);
        vm.warp(slashUntil(EPOCH) - 1);
        court.slashAbsentWatcher(EPOCH, 2);
        vm.warp(START + (EPOCH - 1) * DAY + UNBONDING);
        vm.prank(watcher(2));
        assertEq(registry.withdraw(WATCHER), 980e6, "withdrawn");
    }

    /// @dev In a void epoch it is the absent watchers that pay.
    function test_behavior_absentWatchersOfAVoidEpoch() public {
        close(7);
        uint32[5] memory positions = positionsOf(ALICE);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(court.slashAbsentWatcher(EPOCH, positions[i]), 20e6, "slashed");
        }
        assertEq(stakeOf(PROVIDER, ALICE), STAKE, "provider's stake");
    }

    /// @dev The given members haven't posted, and the time for proofs is over.
    function close(uint256 absent) private {
        postAll(EPOCH, absentMembers(ALICE, absent));
        vm.warp(proofUntil(EPOCH));
    }
}
