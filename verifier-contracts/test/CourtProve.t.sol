// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {CourtTest} from "./support/CourtTest.sol";

/// @title Proofs of uptime: what they must say, when, from whom, and what they cost
contract CourtProveTest is CourtTest {
    function test_default() public {
        open(0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 0);
        vm.expectEmit(address(court));
        emit IUptimeCourt.UptimeProven(ALICE, EPOCH, 0, 0);
        vm.prank(ALICE);
        assertEq(court.proveUptime(ALICE, EPOCH, 0, proof), 0, "penalty");
        assertTrue(court.isSettled(ALICE, EPOCH), "settled");
        assertEq(stakeOf(PROVIDER, ALICE), STAKE, "stake");
    }

    function test_behavior_aShortfallCostsAtOnce() public {
        open(0);
        // 6.95...% of 1000, half of it and the reporter's fifth to the insurance.
        uint256 expected = 69_567_814;
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Slashed(
            PROVIDER, ALICE, EPOCH, address(court), expected, address(0), 0, 48_697_469, expected - 48_697_469
        );
        assertEq(prove(ALICE, EPOCH, 24), expected, "penalty");
        assertEq(stakeOf(PROVIDER, ALICE), STAKE - expected, "stake");
        assertEq(registry.claimable(ALICE), 0, "nothing for whoever proves");
        assertTrue(court.isSettled(ALICE, EPOCH), "settled");
        assertEq(court.penaltyOf(PROMISE, 24), 69567814054042865, "fraction");
    }

    function testFuzz_everyNumberOfMissedSlots(uint8 missed) public {
        missed = uint8(bound(missed, 0, 96));
        open(0);
        uint256 expected = STAKE * court.penaltyOf(PROMISE, missed) / 1e18;
        assertEq(prove(ALICE, EPOCH, missed), expected, "penalty");
        assertEq(stakeOf(PROVIDER, ALICE), STAKE - expected, "stake");
        assertTrue(expected <= STAKE / 10, "capped");
        uint256[8] memory given = proofOf(ALICE, EPOCH, missed);
        vm.expectRevert(alreadySettled());
        court.proveUptime(ALICE, EPOCH, missed, given);
    }

    // ------------------------------------------------------------------ copies

    /// @dev The same statement again, by whomever, with whatever randomness.
    function test_behavior_aCopyChangesNothing() public {
        open(0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 24);
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotTheProvider.selector, KEEPER, ALICE));
        court.proveUptime(ALICE, EPOCH, 24, proof);
        prove(ALICE, EPOCH, 24);
        uint256 stake = stakeOf(PROVIDER, ALICE);
        uint256 insured = registry.insurance();
        proof[3] ^= 1;
        address[2] memory senders = [ALICE, KEEPER];
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(senders[i]);
            vm.expectRevert(alreadySettled());
            court.proveUptime(ALICE, EPOCH, 24, proof);
        }
        assertEq(stakeOf(PROVIDER, ALICE), stake, "stake");
        assertEq(registry.insurance(), insured, "insurance");
        assertEq(registry.claimable(KEEPER), 0, "nothing to earn");
    }

    function test_behavior_aBetterProofComesTooLate() public {
        open(0);
        prove(ALICE, EPOCH, 24);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 0);
        vm.prank(ALICE);
        vm.expectRevert(alreadySettled());
        court.proveUptime(ALICE, EPOCH, 0, proof);
    }

    /// @dev Leaving all members out proves 96 missed slots to anybody.
    function test_behavior_nobodyElseProvesAShortfall() public {
        open(0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 96);
        vm.prank(RESPONDER);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotTheProvider.selector, RESPONDER, ALICE));
        court.proveUptime(ALICE, EPOCH, 96, proof);
    }

    function test_behavior_anyoneProvesThatNothingWasMissed() public {
        open(0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 2);
        vm.prank(KEEPER);
        assertEq(court.proveUptime(ALICE, EPOCH, 2, proof), 0, "penalty");
        assertTrue(court.isSettled(ALICE, EPOCH), "settled");
    }

    // ------------------------------------------------------------------ statements

    function test_error_anotherStatement() public {
        vm.warp(START);
        registerProvider(BOB, STAKE);
        open(0);
        expectRejected(ALICE, 1, proofOf(ALICE, EPOCH, 0));
        expectRejected(ALICE, 0, proofOf(ALICE, EPOCH, 1));
        expectRejected(ALICE, 0, proofOf(BOB, EPOCH, 0));
        expectRejected(BOB, 0, proofOf(ALICE, EPOCH, 0));
        uint256[5] memory roots = court.committeeOf(ALICE, EPOCH).roots;
        expectRejected(ALICE, 0, proofOf(ALICE, EPOCH + 1, 0, roots));
        for (uint256 i = 0; i < 5; ++i) {
            uint256 root = roots[i];
            roots[i] = 0;
            expectRejected(ALICE, 0, proofOf(ALICE, EPOCH, 0, roots));
            roots[i] = root;
        }
        (roots[0], roots[1]) = (roots[1], roots[0]);
        expectRejected(ALICE, 0, proofOf(ALICE, EPOCH, 0, roots));
        prove(ALICE, EPOCH, 0);
    }

    function test_publicInputsOf() public {
        open(0);
        uint256[8] memory inputs = court.publicInputsOf(ALICE, EPOCH, 7);
        uint32[5] memory positions = positionsOf(ALICE);
        assertEq(inputs[0], 7, "missed slots");
        assertEq(inputs[1], uint160(ALICE), "provider");
        assertEq(inputs[2], EPOCH, "epoch");
        for (uint256 i = 0; i < 5; ++i) {
            assertEq(inputs[3 + i], rootAt(EPOCH, positions[i]), "root");
        }
    }

    function test_error_tooManySlots() public {
        open(0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 97);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.TooManySlots.selector, 97, 96));
        court.proveUptime(ALICE, EPOCH, 97, proof);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.TooManySlots.selector, 97, 96));
        court.penaltyOf(PROMISE, 97);
        vm.expectRevert(
            abi.encodeWithSelector(IUptimeCourt.OutOfBounds.selector, "promisedUptimeBps", 10_001, 0, 10_000)
        );
        court.penaltyOf(10_001, 1);
    }

    // ------------------------------------------------------------------ strikes and voids

    function test_behavior_absentMembersCountAsNoRoot() public {
        open(3);
        uint256[5] memory roots = court.committeeOf(ALICE, EPOCH).roots;
        assertTrue(roots[0] == 0 && roots[1] == 0 && roots[2] != 0, "roots");
        prove(ALICE, EPOCH, 0);
    }

    function test_behavior_struckMembersCountAsNoRoot() public {
        open(0);
        uint256[8] memory early = proofOf(ALICE, EPOCH, 0);
        uint256[5] memory roots = court.committeeOf(ALICE, EPOCH).roots;
        demand(4);
        vm.warp(revealUntil(EPOCH));
        expectRejected(ALICE, 0, early);
        roots[4] = 0;
        uint256[8] memory given = proofOf(ALICE, EPOCH, 0, roots);
        vm.prank(ALICE);
        court.proveUptime(ALICE, EPOCH, 0, given);
    }

    function test_behavior_aDemandThatRunsChangesNoStatement() public {
        open(0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 0);
        demand(4);
        vm.warp(revealUntil(EPOCH) - 1);
        vm.prank(ALICE);
        court.proveUptime(ALICE, EPOCH, 0, proof);
    }

    function test_behavior_voidWithFewerThanThreeRoots() public {
        open(7);
        assertTrue(court.committeeOf(ALICE, EPOCH).isVoid, "void");
        bytes memory reason = abi.encodeWithSelector(IUptimeCourt.EpochVoidFor.selector, ALICE, EPOCH, 2, 3);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 0);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.proveUptime(ALICE, EPOCH, 0, proof);
        vm.deal(ALICE, BOND);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.demandReveal{value: BOND}(EPOCH, 4);
        vm.expectRevert(reason);
        court.publicInputsOf(ALICE, EPOCH, 0);
    }

    function test_error_epochWithoutASeed() public {
        vm.warp(postUntil(EPOCH + 1));
        uint256[8] memory given = proofOf(ALICE, EPOCH + 1, 0);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.EpochVoid.selector, EPOCH + 1, 0, 5));
        court.proveUptime(ALICE, EPOCH + 1, 0, given);
    }

    function test_error_tooFewWatchers() public {
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(watcher(i));
            registry.startUnbonding(WATCHER, type(uint256).max);
        }
        warpToEpoch(EPOCH);
        (, uint32 count) = court.drawSeed(EPOCH + 1);
        assertEq(count, 4, "watchers");
        vm.warp(endOf(EPOCH + 1));
        bytes memory reason = abi.encodeWithSelector(IUptimeCourt.EpochVoid.selector, EPOCH + 1, 4, 5);
        address first = registry.watcherAt(EPOCH + 1, 0);
        vm.prank(first);
        vm.expectRevert(reason);
        court.postRoot(EPOCH + 1, 0, 77);
        vm.warp(postUntil(EPOCH + 1));
        uint256[8] memory given = proofOf(ALICE, EPOCH + 1, 0);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.proveUptime(ALICE, EPOCH + 1, 0, given);
        vm.expectRevert(reason);
        court.slashAbsentWatcher(EPOCH + 1, 0);
    }

    // ------------------------------------------------------------------ obligations and times

    function test_error_notObliged() public {
        warpToEpoch(EPOCH - 1);
        registerProvider(BOB, STAKE);
        open(0);
        uint256[8] memory given = proofOf(BOB, EPOCH, 0);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotObliged.selector, BOB, EPOCH));
        court.proveUptime(BOB, EPOCH, 0, given);
    }

    function test_behavior_theFirstAndTheLastMoment() public {
        postAll(EPOCH, 0);
        uint256[8] memory proof = proofOf(ALICE, EPOCH, 0);
        vm.warp(postUntil(EPOCH) - 1);
        expectOutside(proof);
        vm.warp(proofUntil(EPOCH));
        expectOutside(proof);
        vm.warp(proofUntil(EPOCH) - 1);
        vm.prank(ALICE);
        court.proveUptime(ALICE, EPOCH, 0, proof);
    }

    function test_behavior_theFirstMomentIsEarlyEnough() public {
        open(0);
        prove(ALICE, EPOCH, 0);
    }

    function test_behavior_afterUnbondingStarted() public {
        open(0);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        assertEq(prove(ALICE, EPOCH, 24), 69_567_814, "penalty");
    }

    /// @dev Another court's slash for the same epoch settles it.
    function test_behavior_slashedForTheEpochAlready() public {
        open(0);
        registry.slash(PROVIDER, ALICE, EPOCH, 0.01e18, address(0));
        assertTrue(court.isSettled(ALICE, EPOCH), "settled");
        uint256[8] memory given = proofOf(ALICE, EPOCH, 0);
        vm.prank(ALICE);
        vm.expectRevert(alreadySettled());
        court.proveUptime(ALICE, EPOCH, 0, given);
    }

    /// @dev A proof that costs nothing needs no slash.
    function test_behavior_removedFromTheRegistry() public {
        open(0);
        registry.setCourt(address(court), false);
        uint256[8] memory given = proofOf(ALICE, EPOCH, 24);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NotACourt.selector, address(court)));
        court.proveUptime(ALICE, EPOCH, 24, given);
        assertTrue(!court.isSettled(ALICE, EPOCH), "open");
        assertEq(prove(ALICE, EPOCH, 0), 0, "penalty");
        assertTrue(court.isSettled(ALICE, EPOCH), "settled");
    }

    /// @dev Epochs are settled one by one, in any order.
    function test_behavior_overlappingEpochs() public {
        warpToEpoch(EPOCH);
        court.drawSeed(EPOCH + 1);
        postAll(EPOCH, 0);
        postAll(EPOCH + 1, 0);
        vm.warp(postUntil(EPOCH + 1));
        prove(ALICE, EPOCH + 1, 24);
        assertTrue(!court.isSettled(ALICE, EPOCH), "the earlier one is open");
        prove(ALICE, EPOCH, 0);
        assertTrue(court.isSettled(ALICE, EPOCH) && court.isSettled(ALICE, EPOCH + 1), "both");
    }

    // ------------------------------------------------------------------ support

    /// @dev All but the given members have posted, and proofs are taken.
    function open(uint256 absent) private {
        postAll(EPOCH, absentMembers(ALICE, absent));
        vm.warp(postUntil(EPOCH));
    }

    function expectRejected(address provider, uint8 missed, uint256[8] memory proof) private {
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.ProofRejected.selector, provider, EPOCH, missed));
        court.proveUptime(provider, EPOCH, missed, proof);
    }

    function expectOutside(uint256[8] memory proof) private {
        bytes memory reason = outsideWindow("proof", postUntil(EPOCH), proofUntil(EPOCH));
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.proveUptime(ALICE, EPOCH, 0, proof);
    }
}
