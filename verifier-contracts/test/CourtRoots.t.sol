// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {FIELD_MODULUS} from "../contracts/rollup/Field.sol";
import {CommitteeDraw} from "../contracts/uptime/CommitteeDraw.sol";
import {CourtTest} from "./support/CourtTest.sol";

/// @title Seeds, committees and roots
contract CourtRootsTest is CourtTest {
    // ------------------------------------------------------------------ seeds

    function test_drawSeed() public {
        warpToEpoch(EPOCH);
        vm.prevrandao(bytes32(uint256(0x5eed)));
        bytes28 expected = bytes28(keccak256(abi.encode(uint256(0x5eed), EPOCH + 1, address(court))));
        vm.expectEmit(address(court));
        emit IUptimeCourt.SeedDrawn(EPOCH + 1, expected, uint32(WATCHERS));
        vm.prank(KEEPER);
        (bytes28 seed, uint32 count) = court.drawSeed(EPOCH + 1);
        assertTrue(seed == expected, "seed");
        assertEq(count, WATCHERS, "count");
        (seed, count) = court.seedOf(EPOCH + 1);
        assertTrue(seed == expected && count == WATCHERS, "stored");
    }

    function test_behavior_theFirstDrawIsFinal() public {
        vm.prevrandao(bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.SeedAlreadyDrawn.selector, EPOCH));
        court.drawSeed(EPOCH);
    }

    function test_behavior_onlyWhileTheEpochBeforeRuns() public {
        uint32 epoch = EPOCH + 2;
        vm.warp(START + (EPOCH + 1) * DAY - 1);
        vm.expectRevert(outsideWindow("draw", START + (EPOCH + 1) * DAY, START + (EPOCH + 2) * DAY));
        court.drawSeed(epoch);
        vm.warp(START + (EPOCH + 2) * DAY);
        vm.expectRevert(outsideWindow("draw", START + (EPOCH + 1) * DAY, START + (EPOCH + 2) * DAY));
        court.drawSeed(epoch);
        vm.warp(START + (EPOCH + 2) * DAY - 1);
        court.drawSeed(epoch);
    }

    function test_behavior_epochZeroHasNone() public {
        vm.warp(START);
        vm.expectRevert(outsideWindow("draw", START - DAY, 0));
        court.drawSeed(0);
    }

    // ------------------------------------------------------------------ committees

    function test_committeeOf() public {
        (bytes28 seed, uint32 count) = court.seedOf(EPOCH);
        uint256[5] memory expected = CommitteeDraw.draw(seed, ALICE, count);
        IUptimeCourt.Committee memory committee = court.committeeOf(ALICE, EPOCH);
        assertTrue(committee.drawn, "drawn");
        assertTrue(committee.isVoid, "void as long as nobody posted");
        for (uint256 i = 0; i < 5; ++i) {
            assertEq(committee.positions[i], expected[i], "position");
            assertEq(committee.watchers[i], watcher(expected[i]), "watcher");
            assertEq(committee.roots[i], 0, "root");
            assertEq(uint256(committee.leaves[i]), 0, "leaf");
        }
        postAll(EPOCH, 0);
        committee = court.committeeOf(ALICE, EPOCH);
        assertTrue(!committee.isVoid, "not void");
        for (uint32 i = 0; i < 5; ++i) {
            assertEq(committee.roots[i], rootAt(EPOCH, committee.positions[i]), "posted root");
        }
    }

    /// @dev Registering and leaving once the seed can be drawn changes no committee.
    function test_behavior_fixedOnceRegistrationIsClosed() public {
        bytes32 before = keccak256(abi.encode(court.committeeOf(ALICE, EPOCH)));
        registerWatcher(BOB, STAKE);
        for (uint256 i = 0; i < WATCHERS; ++i) {
            vm.prank(watcher(i));
            registry.startUnbonding(WATCHER, type(uint256).max);
        }
        assertTrue(keccak256(abi.encode(court.committeeOf(ALICE, EPOCH))) == before, "same epoch");
        warpToEpoch(EPOCH);
        (, uint32 count) = court.drawSeed(EPOCH + 1);
        assertEq(count, 1, "watchers afterwards");
        assertTrue(keccak256(abi.encode(court.committeeOf(ALICE, EPOCH))) == before, "while it runs");
        // Who left still owes its root.
        postAll(EPOCH, 0);
        assertTrue(!court.committeeOf(ALICE, EPOCH).isVoid, "posted");
    }

    function test_behavior_providersHaveDifferentCommittees() public view {
        uint256 different = 0;
        for (uint160 i = 0; i < 16; ++i) {
            bytes32 one = keccak256(abi.encode(court.committeeOf(address(i), EPOCH).positions));
            bytes32 next = keccak256(abi.encode(court.committeeOf(address(i + 1), EPOCH).positions));
            if (one != next) ++different;
        }
        assertTrue(different > 8, "different");
    }

    // ------------------------------------------------------------------ roots

    function test_postRoot() public {
        vm.warp(endOf(EPOCH));
        vm.expectEmit(address(court));
        emit IUptimeCourt.RootPosted(EPOCH, watcher(2), 2, 77);
        vm.prank(watcher(2));
        court.postRoot(EPOCH, 2, 77);
        assertEq(court.rootOf(EPOCH, 2), 77, "root");
        vm.prank(watcher(2));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.RootAlreadyPosted.selector, EPOCH, 2, 77));
        court.postRoot(EPOCH, 2, 78);
    }

    function test_behavior_onlyInItsWindow() public {
        bytes memory data = abi.encodeCall(IUptimeCourt.postRoot, (EPOCH, 2, 77));
        vm.warp(endOf(EPOCH) - 1);
        expectRefused(data, outsideWindow("post", endOf(EPOCH), postUntil(EPOCH)));
        vm.warp(postUntil(EPOCH));
        expectRefused(data, outsideWindow("post", endOf(EPOCH), postUntil(EPOCH)));
        vm.warp(postUntil(EPOCH) - 1);
        vm.prank(watcher(2));
        court.postRoot(EPOCH, 2, 77);
    }

    function test_error_notTheWatcher() public {
        vm.warp(endOf(EPOCH));
        vm.prank(watcher(3));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotTheWatcher.selector, watcher(3), EPOCH, 2, watcher(2)));
        court.postRoot(EPOCH, 2, 77);
        vm.prank(watcher(3));
        vm.expectRevert(
            abi.encodeWithSelector(IUptimeCourt.NotTheWatcher.selector, watcher(3), EPOCH, WATCHERS, address(0))
        );
        court.postRoot(EPOCH, uint32(WATCHERS), 77);
    }

    function test_error_rootOutOfTheField() public {
        vm.warp(endOf(EPOCH));
        expectRefused(
            abi.encodeCall(IUptimeCourt.postRoot, (EPOCH, 2, 0)),
            abi.encodeWithSelector(IUptimeCourt.NotInField.selector, "root", 0, FIELD_MODULUS)
        );
        expectRefused(
            abi.encodeCall(IUptimeCourt.postRoot, (EPOCH, 2, FIELD_MODULUS)),
            abi.encodeWithSelector(IUptimeCourt.NotInField.selector, "root", FIELD_MODULUS, FIELD_MODULUS)
        );
    }

    function test_error_epochWithoutASeed() public {
        vm.warp(endOf(EPOCH + 1));
        expectRefused(
            abi.encodeCall(IUptimeCourt.postRoot, (EPOCH + 1, 2, 77)),
            abi.encodeWithSelector(IUptimeCourt.EpochVoid.selector, EPOCH + 1, 0, 5)
        );
    }

    // ------------------------------------------------------------------ times

    function test_timesOf() public view {
        IUptimeCourt.Times memory times = court.timesOf(EPOCH);
        assertEq(times.startsAt, START + EPOCH * DAY, "starts");
        assertEq(times.endsAt, endOf(EPOCH), "ends");
        assertEq(times.postUntil, postUntil(EPOCH), "post");
        assertEq(times.demandUntil, demandUntil(EPOCH), "demand");
        assertEq(times.revealUntil, revealUntil(EPOCH), "reveal");
        assertEq(times.proofUntil, proofUntil(EPOCH), "proof");
        assertEq(times.slashUntil, slashUntil(EPOCH), "slash");
    }

    function expectRefused(bytes memory data, bytes memory reason) private {
        vm.prank(watcher(2));
        vm.expectRevert(reason);
        (bool ok,) = address(court).call(data);
        assertTrue(ok, "expectRevert makes the call succeed");
    }
}
