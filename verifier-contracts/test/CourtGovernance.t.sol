// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {Announcement} from "../contracts/stake/Announcement.sol";
import {UptimeCourt} from "../contracts/uptime/UptimeCourt.sol";
import {CourtTest} from "./support/CourtTest.sol";

/// @title What governance and a deployment may set
contract CourtGovernanceTest is CourtTest {
    /// @dev So that whoever dislikes them can leave first, as with the registry's own.
    function test_parametersCountAfterTheNotice() public {
        IUptimeCourt.Parameters memory given = IUptimeCourt.Parameters({
            schedule: IUptimeCourt.Schedule({capWad: 0.5e18, linearWad: 10e18, quadraticWad: 100e18}),
            absentWad: 0.5e18,
            struckWad: 0.001e18,
            demandBondWei: 1 ether
        });
        uint256 announcedAt = vm.getBlockTimestamp();
        uint256 readyAt = announcedAt + UNBONDING + 3 days;
        vm.expectEmit(address(court));
        emit IUptimeCourt.ParametersScheduled(given, uint40(readyAt));
        court.scheduleParameters(given);
        (bytes32 hash, uint40 at) = court.scheduledParameters();
        assertTrue(hash == keccak256(abi.encode(given)) && at == readyAt, "announced");
        vm.warp(announcedAt + 3 days - 1);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(Announcement.TooEarly.selector, readyAt - 1, readyAt));
        court.applyParameters(given);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), STAKE, "withdrawn in time");
        assertTrue(
            keccak256(abi.encode(court.parameters())) == keccak256(abi.encode(courtParameters())), "as they were"
        );
        vm.warp(readyAt);
        vm.expectEmit(address(court));
        emit IUptimeCourt.ParametersSet(given);
        vm.prank(BOB);
        court.applyParameters(given);
        assertTrue(keccak256(abi.encode(court.parameters())) == keccak256(abi.encode(given)), "parameters");
        assertEq(court.penaltyOf(PROMISE, 96), 0.5e18, "penalty");
        vm.expectRevert(Announcement.NothingScheduled.selector);
        court.applyParameters(given);
    }

    /// @dev A bond is worth what it was when it was given.
    function test_behavior_bondsOutlastNewParameters() public {
        postAll(EPOCH, 0);
        vm.warp(postUntil(EPOCH));
        demand(1);
        IUptimeCourt.Parameters memory dearer = courtParameters();
        dearer.demandBondWei = 1 ether;
        setCourtParameters(dearer);
        vm.warp(revealUntil(EPOCH));
        court.strike(ALICE, EPOCH, 1);
        assertEq(court.claimBonds(ALICE), BOND, "bond");
        assertEq(ALICE.balance, BOND, "balance");
    }

    function test_error_parametersOutOfBounds() public {
        IUptimeCourt.Parameters memory p = courtParameters();
        p.schedule.capWad = 0.01e18 - 1;
        expectRefused(p, outOfBounds("capWad", p.schedule.capWad, 0.01e18, 0.5e18));
        p.schedule.capWad = 0.5e18 + 1;
        expectRefused(p, outOfBounds("capWad", p.schedule.capWad, 0.01e18, 0.5e18));
        p = courtParameters();
        p.schedule.linearWad = 0.01e18 - 1;
        expectRefused(p, outOfBounds("linearWad", p.schedule.linearWad, 0.01e18, 10e18));
        p.schedule.linearWad = 10e18 + 1;
        expectRefused(p, outOfBounds("linearWad", p.schedule.linearWad, 0.01e18, 10e18));
        p = courtParameters();
        p.schedule.quadraticWad = 100e18 + 1;
        expectRefused(p, outOfBounds("quadraticWad", p.schedule.quadraticWad, 0, 100e18));
        p = courtParameters();
        p.absentWad = 0.001e18 - 1;
        expectRefused(p, outOfBounds("absentWad", p.absentWad, 0.001e18, 0.5e18));
        p.absentWad = 0.5e18 + 1;
        expectRefused(p, outOfBounds("absentWad", p.absentWad, 0.001e18, 0.5e18));
        p = courtParameters();
        p.struckWad = 0.001e18 - 1;
        expectRefused(p, outOfBounds("struckWad", p.struckWad, 0.001e18, 0.5e18));
        p = courtParameters();
        p.demandBondWei = 1 gwei - 1;
        expectRefused(p, outOfBounds("demandBondWei", p.demandBondWei, 1 gwei, 1 ether));
        p.demandBondWei = 1 ether + 1;
        expectRefused(p, outOfBounds("demandBondWei", p.demandBondWei, 1 gwei, 1 ether));
    }

    function test_error_notTheAdmin() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        court.scheduleParameters(courtParameters());
    }

    function test_constructor() public view {
        assertEq(court.registry(), address(registry), "registry");
        assertEq(court.verifier(), address(verifier), "verifier");
        assertEq(court.watchDepth(), DEPTH, "depth");
        assertEq(court.authority(), address(manager), "authority");
    }

    function test_error_notAContract() public {
        IUptimeCourt.Config memory c = courtConfig();
        c.registry = ALICE;
        expectUndeployable(c, notAContract("registry"));
        c = courtConfig();
        c.verifier = ALICE;
        expectUndeployable(c, notAContract("verifier"));
        c = courtConfig();
        c.poseidon4 = ALICE;
        expectUndeployable(c, notAContract("poseidon4"));
        c = courtConfig();
        c.poseidon5 = ALICE;
        expectUndeployable(c, notAContract("poseidon5"));
        c = courtConfig();
        c.authority = ALICE;
        expectUndeployable(c, notAContract("authority"));
    }

    /// @dev The registry lets slashes reach 8 epochs back, so the windows take 7 at most.
    function test_error_windows() public {
        IUptimeCourt.Config memory c = courtConfig();
        c.postSeconds = 15 minutes - 1;
        expectUndeployable(c, outOfBounds("postSeconds", c.postSeconds, 15 minutes, 7 days));
        c = courtConfig();
        c.demandSeconds = 7 days + 1;
        expectUndeployable(c, outOfBounds("demandSeconds", c.demandSeconds, 15 minutes, 7 days));
        c = courtConfig();
        c.revealSeconds = 0;
        expectUndeployable(c, outOfBounds("revealSeconds", 0, 15 minutes, 7 days));
        c = courtConfig();
        c.proofSeconds = 0;
        expectUndeployable(c, outOfBounds("proofSeconds", 0, 15 minutes, 7 days));
        c = courtConfig();
        c.slashSeconds = 0;
        expectUndeployable(c, outOfBounds("slashSeconds", 0, 15 minutes, 7 days));
        c = courtConfig();
        c.slashSeconds = 4 days + 1;
        expectUndeployable(c, outOfBounds("windows", 7 days + 1, 0, 7 days));
        c.slashSeconds = 4 days;
        new UptimeCourt(c, courtParameters());
    }

    function test_error_depth() public {
        IUptimeCourt.Config memory c = courtConfig();
        c.watchDepth = 5;
        expectUndeployable(c, outOfBounds("watchDepth", 5, 6, 8));
        c.watchDepth = 9;
        expectUndeployable(c, outOfBounds("watchDepth", 9, 6, 8));
    }

    function expectRefused(IUptimeCourt.Parameters memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        court.scheduleParameters(given);
    }

    function expectUndeployable(IUptimeCourt.Config memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        this.deployExternally(given);
    }

    function deployExternally(IUptimeCourt.Config memory given) external {
        new UptimeCourt(given, courtParameters());
    }

    function notAContract(string memory name) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IUptimeCourt.NotAContract.selector, name, ALICE);
    }

    function outOfBounds(string memory name, uint256 given, uint256 minimum, uint256 maximum)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IUptimeCourt.OutOfBounds.selector, name, given, minimum, maximum);
    }
}
