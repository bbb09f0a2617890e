// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {IPoseidon4} from "../contracts/uptime/IPoseidon4.sol";
import {IPoseidon5} from "../contracts/uptime/IPoseidon5.sol";
import {CourtFixture} from "./support/CourtFixture.sol";
import {WatchTreeReference} from "./support/WatchTreeReference.sol";

/// @title What stakes and the court cost
/// @notice Each figure is a whole transaction's, with calldata and base cost; but the proof's verifier is a double: a
/// real one costs about 233,600 gas more.
contract StakeGasTest is CourtFixture {
    function setUp() public {
        deployCourt();
        populate();
    }

    function test_registerProvider() public {
        fund(BOB, STAKE);
        vm.prank(BOB);
        registry.registerProvider(terms(), STAKE);
        vm.snapshotGasLastCall("registerProvider");
    }

    function test_registerWatcher() public {
        fund(BOB, STAKE);
        vm.prank(BOB);
        registry.registerWatcher("https://watcher.example", STAKE);
        vm.snapshotGasLastCall("registerWatcher");
    }

    function test_drawSeed() public {
        warpToEpoch(EPOCH);
        court.drawSeed(EPOCH + 1);
        vm.snapshotGasLastCall("drawSeed");
    }

    function test_postRoot() public {
        vm.warp(endOf(EPOCH));
        vm.prank(watcher(2));
        court.postRoot(EPOCH, 2, rootAt(EPOCH, 2));
        vm.snapshotGasLastCall("postRoot");
    }

    function test_proveUptime() public {
        measure("proveUptime, provider's first, no penalty", ALICE, EPOCH, 0);
        measure("proveUptime, no penalty", ALICE, EPOCH + 1, 0);
        measure("proveUptime, with penalty", ALICE, EPOCH + 2, 24);
    }

    function test_proveUptime_firstWithPenalty() public {
        measure("proveUptime, provider's first, first penalty of all", ALICE, EPOCH, 24);
        measure("proveUptime, provider's second, with penalty", ALICE, EPOCH + 1, 24);
    }

    /// @dev One that changes its promise epoch after epoch, so that the judged one is looked up among the recent ones, and
    /// that waits for all five leaves: this is the dearest proof.
    function test_proveUptime_dearest() public {
        registerProvider(BOB, REQUIREMENT);
        changePromise(EPOCH - 1);
        changePromise(EPOCH);
        court.drawSeed(EPOCH + 1);
        changePromise(EPOCH + 1);
        changePromise(EPOCH + 2);
        postAll(EPOCH + 1, 0);
        vm.warp(postUntil(EPOCH + 1));
        vm.deal(BOB, 5 * BOND);
        for (uint8 member = 0; member < 5; ++member) {
            vm.prank(BOB);
            court.demandReveal{value: BOND}(EPOCH + 1, member);
        }
        uint256[8] memory proof = proofOf(BOB, EPOCH + 1, 24);
        vm.prank(BOB);
        court.proveUptime(BOB, EPOCH + 1, 24, proof);
        vm.snapshotGasLastCall("proveUptime, makes inactive, at its dearest");
        assertStatus(PROVIDER, BOB, IStakeRegistry.Status.Inactive);
    }

    /// @dev What was promised before has ended in the meantime.
    function test_proveUptime_inactiveAlready() public {
        registerProvider(BOB, REQUIREMENT);
        measure("proveUptime, provider's first, first penalty of all, makes inactive", BOB, EPOCH + 1, 24);
        measure("proveUptime, inactive already, with penalty", BOB, EPOCH + 2, 24);
    }

    function test_slashes() public {
        postAll(EPOCH, 1);
        vm.warp(postUntil(EPOCH));
        vm.prank(KEEPER);
        court.slashAbsentWatcher(EPOCH, 0);
        vm.snapshotGasLastCall("slashAbsentWatcher, a reporter's first");
        vm.warp(proofUntil(EPOCH));
        vm.prank(KEEPER);
        court.slashSilentProvider(ALICE, EPOCH);
        vm.snapshotGasLastCall("slashSilentProvider");
    }

    function test_demandRevealAndStrike() public {
        postAll(EPOCH, 0);
        vm.warp(postUntil(EPOCH));
        vm.deal(ALICE, BOND);
        vm.prank(ALICE);
        court.demandReveal{value: BOND}(EPOCH, 0);
        vm.snapshotGasLastCall("demandReveal");
        vm.warp(revealUntil(EPOCH));
        vm.prank(KEEPER);
        court.strike(ALICE, EPOCH, 0);
        vm.snapshotGasLastCall("strike");
    }

    /// @dev Nine hashes by the Poseidon contracts.
    function test_reveal() public {
        uint32 position = court.committeeOf(ALICE, EPOCH).positions[0];
        address member = registry.watcherAt(EPOCH, position);
        uint256[16] memory leaves;
        leaves[0] = WatchTreeReference.leafOf(IPoseidon5(poseidon5), member, ALICE, EPOCH, type(uint96).max, 7);
        (uint256 root, uint256[3][] memory siblings) = WatchTreeReference.open(IPoseidon4(poseidon4), leaves, DEPTH, 0);
        postAll(EPOCH, 1 << position);
        vm.prank(member);
        court.postRoot(EPOCH, position, root);
        vm.warp(postUntil(EPOCH));
        vm.deal(ALICE, BOND);
        vm.prank(ALICE);
        court.demandReveal{value: BOND}(EPOCH, 0);
        vm.prank(member);
        court.reveal(
            ALICE, EPOCH, 0, IUptimeCourt.Opening({bitmap: type(uint96).max, index: 0, salt: 7, siblings: siblings})
        );
        vm.snapshotGasLastCall("reveal");
    }

    function changePromise(uint32 epoch) private {
        warpToEpoch(epoch);
        IStakeRegistry.ProviderTerms memory other = terms();
        other.promisedUptimeBps = uint16(9_900 + epoch);
        vm.prank(BOB);
        registry.updateProvider(other);
    }

    function measure(string memory name, address provider, uint32 epoch, uint8 missed) private {
        (, uint32 count) = court.seedOf(epoch);
        if (count == 0) {
            warpToEpoch(epoch - 1);
            court.drawSeed(epoch);
        }
        postAll(epoch, 0);
        vm.warp(postUntil(epoch));
        uint256[8] memory proof = proofOf(provider, epoch, missed);
        vm.prank(provider);
        court.proveUptime(provider, epoch, missed, proof);
        vm.snapshotGasLastCall(name);
    }
}
