// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IStakeRegistry} from "../../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../../contracts/interfaces/IUptimeCourt.sol";
import {StakeRegistry} from "../../contracts/stake/StakeRegistry.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {UptimeCourt} from "../../contracts/uptime/UptimeCourt.sol";
import {HashUptimeVerifier} from "./HashUptimeVerifier.sol";
import {StakeFixture} from "./StakeFixture.sol";
import {PoseidonCode} from "./generated/PoseidonCode.sol";

/// @title A court over a stake registry, with a verifier double and the real Poseidon contracts
/// @notice Epochs last a day. The judged epoch is {EPOCH}: seven watchers and the provider {ALICE} are obliged in it.
abstract contract CourtFixture is StakeFixture {
    uint32 internal constant EPOCH = 3;
    uint256 internal constant WATCHERS = 7;
    uint8 internal constant DEPTH = 8;
    uint256 internal constant BOND = 0.01 ether;
    uint256 internal constant STAKE = 1000e6;

    UptimeCourt internal court;
    HashUptimeVerifier internal verifier;
    address internal poseidon4;
    address internal poseidon5;

    /// @dev Deploys everything anew. This contract is a second court.
    function deployCourt() internal {
        deployRegistry();
        verifier = new HashUptimeVerifier();
        poseidon4 = create(PoseidonCode.POSEIDON_4);
        poseidon5 = create(PoseidonCode.POSEIDON_5);
        court = new UptimeCourt(courtConfig(), courtParameters());
        registry.setCourt(address(court), true);
        registry.setCourt(address(this), true);
        registry.seal();
    }

    /// @dev Registers the watchers and the provider in epoch 0, and draws the judged epoch's seed.
    function populate() internal {
        for (uint256 i = 0; i < WATCHERS; ++i) {
            registerWatcher(watcher(i), STAKE);
        }
        registerProvider(ALICE, STAKE);
        warpToEpoch(EPOCH - 1);
        vm.prevrandao(bytes32(uint256(0xda7a)));
        court.drawSeed(EPOCH);
    }

    function courtConfig() internal view returns (IUptimeCourt.Config memory) {
        return IUptimeCourt.Config({
            registry: address(registry),
            verifier: address(verifier),
            poseidon4: poseidon4,
            poseidon5: poseidon5,
            authority: address(manager),
            postSeconds: 6 hours,
            demandSeconds: 6 hours,
            revealSeconds: 12 hours,
            proofSeconds: 2 days,
            slashSeconds: 3 days,
            watchDepth: DEPTH
        });
    }

    function courtParameters() internal pure returns (IUptimeCourt.Parameters memory) {
        return IUptimeCourt.Parameters({
            schedule: schedule(), absentWad: 0.02e18, struckWad: 0.05e18, demandBondWei: uint96(BOND)
        });
    }

    function schedule() internal pure returns (IUptimeCourt.Schedule memory) {
        return IUptimeCourt.Schedule({capWad: 0.1e18, linearWad: 0.2e18, quadraticWad: 0.5e18});
    }

    function watcher(uint256 index) internal pure returns (address) {
        return address(uint160(0x2000 + index));
    }

    /// @dev As if they had been announced a notice ago.
    function setCourtParameters(IUptimeCourt.Parameters memory given) internal {
        uint256 time = vm.getBlockTimestamp();
        vm.warp(time - registry.noticeSeconds());
        court.scheduleParameters(given);
        vm.warp(time);
        court.applyParameters(given);
    }

    // ------------------------------------------------------------------ an epoch's life

    function endOf(uint32 epoch) internal pure returns (uint256) {
        return START + (uint256(epoch) + 1) * DAY;
    }

    function postUntil(uint32 epoch) internal pure returns (uint256) {
        return endOf(epoch) + 6 hours;
    }

    function demandUntil(uint32 epoch) internal pure returns (uint256) {
        return endOf(epoch) + 12 hours;
    }

    function revealUntil(uint32 epoch) internal pure returns (uint256) {
        return endOf(epoch) + 24 hours;
    }

    function proofUntil(uint32 epoch) internal pure returns (uint256) {
        return endOf(epoch) + 3 days;
    }

    function slashUntil(uint32 epoch) internal pure returns (uint256) {
        return endOf(epoch) + 6 days;
    }

    /// @dev Posts a root for everyone but the watchers at `absent`, a bit set of positions.
    function postAll(uint32 epoch, uint256 absent) internal {
        vm.warp(endOf(epoch));
        (, uint32 count) = court.seedOf(epoch);
        for (uint32 i = 0; i < count; ++i) {
            if ((absent >> i) & 1 == 1) continue;
            vm.prank(registry.watcherAt(epoch, i));
            court.postRoot(epoch, i, rootAt(epoch, i));
        }
    }

    /// @dev Some root.
    function rootAt(uint32 epoch, uint32 position) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("root", epoch, position))) >> 3;
    }

    // ------------------------------------------------------------------ proofs

    /// @dev A proof for the double, of the statement as this reads it: five roots of the committee, 0 for none.
    function proofOf(address provider, uint32 epoch, uint256 missed, uint256[5] memory roots)
        internal
        pure
        returns (uint256[8] memory proof)
    {
        uint256[8] memory inputs = [missed, uint160(provider), epoch, roots[0], roots[1], roots[2], roots[3], roots[4]];
        proof[0] = uint256(keccak256(abi.encode(inputs)));
        // As large as a real one's words.
        for (uint256 i = 1; i < 8; ++i) {
            proof[i] = uint256(keccak256(abi.encode(i)));
        }
    }

    function proofOf(address provider, uint32 epoch, uint256 missed) internal view returns (uint256[8] memory) {
        return proofOf(provider, epoch, missed, court.committeeOf(provider, epoch).roots);
    }

    function prove(address provider, uint32 epoch, uint8 missed) internal returns (uint256) {
        uint256[8] memory proof = proofOf(provider, epoch, missed);
        vm.prank(provider);
        return court.proveUptime(provider, epoch, missed, proof);
    }

    function create(bytes memory code) private returns (address deployed) {
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        assertTrue(deployed != address(0), "created");
    }
}
