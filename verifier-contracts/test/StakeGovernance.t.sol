// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title What governance and a deployment may set
contract StakeGovernanceTest is StakeTest {
    function test_setParameters() public {
        IStakeRegistry.Parameters memory given = IStakeRegistry.Parameters({
            computeRate: 1,
            storageRate: 1e24,
            egressRate: 3,
            watcherStake: type(uint88).max,
            minUptimeBps: 5_000,
            maxUptimeBps: 9_999,
            maxSlashBps: 5_000,
            reporterBps: 3_000,
            insuranceBps: 7_000,
            keeperBps: 500,
            liquidationInsuranceBps: 2_000,
            unbondingSeconds: 365 days,
            graceSeconds: uint40(10 * DAY + 1)
        });
        vm.expectEmit(address(registry));
        emit IStakeRegistry.ParametersSet(given);
        registry.setParameters(given);
        assertTrue(keccak256(abi.encode(registry.parameters())) == keccak256(abi.encode(given)), "parameters");
    }

    function test_behavior_balancesOutlastNewParameters() public {
        registerProvider(ALICE, 200e6);
        warpToEpoch(3);
        slash(PROVIDER, ALICE, 2, 0.1e18);
        (uint256 insured, uint256 unburnt) = (registry.insurance(), registry.unburnt());
        registry.setParameters(parameters());
        assertEq(registry.insurance(), insured, "insurance");
        assertEq(registry.unburnt(), unburnt, "unburnt");
    }

    function test_error_parametersOutOfBounds() public {
        IStakeRegistry.Parameters memory p = parameters();
        p.computeRate = 0;
        expectRefused(p, outOfBounds("computeRate", 0, 1, 1e24));
        p = parameters();
        p.storageRate = 1e24 + 1;
        expectRefused(p, outOfBounds("storageRate", 1e24 + 1, 1, 1e24));
        p = parameters();
        p.egressRate = 0;
        expectRefused(p, outOfBounds("egressRate", 0, 1, 1e24));
        p = parameters();
        p.watcherStake = 0;
        expectRefused(p, outOfBounds("watcherStake", 0, 1, type(uint88).max));
        p = parameters();
        p.maxUptimeBps = 10_000;
        expectRefused(p, outOfBounds("maxUptimeBps", 10_000, 5_000, 9_999));
        p.maxUptimeBps = 9_000;
        p.minUptimeBps = 9_001;
        expectRefused(p, outOfBounds("minUptimeBps", 9_001, 5_000, 9_000));
        p.minUptimeBps = 4_999;
        expectRefused(p, outOfBounds("minUptimeBps", 4_999, 5_000, 9_000));
        p = parameters();
        p.maxSlashBps = 99;
        expectRefused(p, outOfBounds("maxSlashBps", 99, 100, 5_000));
        p.maxSlashBps = 5_001;
        expectRefused(p, outOfBounds("maxSlashBps", 5_001, 100, 5_000));
        p = parameters();
        p.reporterBps = 3_001;
        expectRefused(p, outOfBounds("reporterBps", 3_001, 0, 3_000));
        p = parameters();
        p.insuranceBps = 8_001;
        expectRefused(p, outOfBounds("insuranceBps", 8_001, 0, 8_000));
        p = parameters();
        p.keeperBps = 501;
        expectRefused(p, outOfBounds("keeperBps", 501, 0, 500));
        p = parameters();
        p.liquidationInsuranceBps = 2_001;
        expectRefused(p, outOfBounds("liquidationInsuranceBps", 2_001, 0, 2_000));
    }

    /// @dev Longer than the reach of slashes and the two epochs for which who leaves is still obliged.
    function test_error_delaysThatASlashCouldOutlast() public {
        IStakeRegistry.Parameters memory p = parameters();
        p.unbondingSeconds = uint40(10 * DAY);
        expectRefused(p, outOfBounds("unbondingSeconds", 10 * DAY, 10 * DAY + 1, 365 days));
        p.unbondingSeconds = 365 days + 1;
        expectRefused(p, outOfBounds("unbondingSeconds", 365 days + 1, 10 * DAY + 1, 365 days));
        p = parameters();
        p.graceSeconds = uint40(10 * DAY);
        expectRefused(p, outOfBounds("graceSeconds", 10 * DAY, 10 * DAY + 1, 365 days));
        p.graceSeconds = 365 days + 1;
        expectRefused(p, outOfBounds("graceSeconds", 365 days + 1, 10 * DAY + 1, 365 days));
    }

    function test_setCourt() public {
        assertTrue(!registry.isCourt(BOB), "before");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.CourtSet(BOB, true);
        registry.setCourt(BOB, true);
        assertTrue(registry.isCourt(BOB), "set");
        assertTrue(!registry.isCourt(ALICE), "another");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.CourtSet(BOB, false);
        registry.setCourt(BOB, false);
        assertTrue(!registry.isCourt(BOB), "removed");
        assertTrue(registry.isCourt(address(this)), "the other court");
    }

    /// @dev Neither a court nor a stranger makes courts, nor unmakes them.
    function test_error_setCourt_notTheAdmin() public {
        registry.setCourt(BOB, true);
        address[2] memory callers = [BOB, ALICE];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[i]);
            vm.prank(callers[i]);
            vm.expectRevert(reason);
            registry.setCourt(callers[i], true);
            vm.prank(callers[i]);
            vm.expectRevert(reason);
            registry.setCourt(address(this), false);
        }
        assertTrue(registry.isCourt(address(this)) && !registry.isCourt(ALICE), "courts");
    }

    /// @dev An admin with a delay announces it first.
    function test_behavior_setCourtAfterTheAdminsDelay() public {
        manager.grantRole(manager.ADMIN_ROLE(), BOB, 1 days);
        bytes memory data = abi.encodeCall(IStakeRegistry.setCourt, (ALICE, true));
        vm.prank(BOB);
        (bytes32 id,) = manager.schedule(address(registry), data, 0);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, id));
        registry.setCourt(ALICE, true);
        vm.warp(START + 1 days);
        vm.prank(BOB);
        registry.setCourt(ALICE, true);
        assertTrue(registry.isCourt(ALICE), "set");
    }

    /// @dev What docs/trust.md says of an admin whose delay is longer than the unbonding: whoever leaves at the announcement of
    /// another court, and of a longer unbonding, is out before either counts.
    function test_behavior_whoLeavesAtTheAnnouncementIsOutInTime() public {
        registerProvider(ALICE, 200e6);
        uint32 delay = uint32(UNBONDING) + 1 hours;
        manager.grantRole(manager.ADMIN_ROLE(), BOB, delay);
        IStakeRegistry.Parameters memory slow = parameters();
        slow.unbondingSeconds = 365 days;
        bytes memory court = abi.encodeCall(IStakeRegistry.setCourt, (KEEPER, true));
        bytes memory longer = abi.encodeCall(IStakeRegistry.setParameters, (slow));
        vm.prank(BOB);
        manager.schedule(address(registry), court, 0);
        vm.prank(BOB);
        (bytes32 id,) = manager.schedule(address(registry), longer, 0);
        vm.warp(START + 59 minutes);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);

        vm.warp(START + 59 minutes + UNBONDING);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, id));
        registry.setParameters(slow);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 200e6, "withdrawn");

        vm.warp(START + delay);
        vm.prank(BOB);
        registry.setCourt(KEEPER, true);
        uint32 last = registry.currentEpoch() - 1;
        vm.prank(KEEPER);
        (, uint256 amount) = registry.slash(PROVIDER, ALICE, last, 1e18, KEEPER);
        assertEq(amount, 0, "nothing is left to slash");
    }

    function test_error_notTheAdmin() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        registry.setParameters(parameters());
    }

    function test_constructor() public view {
        assertEq(registry.token(), address(token), "token");
        assertEq(registry.authority(), address(manager), "authority");
        assertEq(registry.genesis(), START, "genesis");
        assertEq(registry.slotSeconds(), 15 minutes, "slot");
        assertEq(registry.epochSeconds(), DAY, "epoch");
        assertEq(registry.slashableEpochs(), 8, "slashable epochs");
        assertEq(registry.burnAddress(), BURNT, "burn address");
        assertEq(registry.currentEpoch(), 0, "epoch now");
    }

    function test_currentEpoch() public {
        vm.warp(START + DAY - 1);
        assertEq(registry.currentEpoch(), 0, "last second of the first");
        vm.warp(START + DAY);
        assertEq(registry.currentEpoch(), 1, "first second of the second");
        vm.warp(START - 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.BeforeGenesis.selector, START, START - 1));
        registry.currentEpoch();
    }

    function test_error_constructor() public {
        IStakeRegistry.Config memory c = config();
        c.token = ALICE;
        expectUndeployable(c, abi.encodeWithSelector(IStakeRegistry.NotAContract.selector, "token", ALICE));
        c = config();
        c.authority = ALICE;
        expectUndeployable(c, abi.encodeWithSelector(IStakeRegistry.NotAContract.selector, "authority", ALICE));
        c = config();
        c.slotSeconds = 0;
        expectUndeployable(c, outOfBounds("slotSeconds", 0, 1, 1 days));
        c.slotSeconds = 1 days + 1;
        expectUndeployable(c, outOfBounds("slotSeconds", 1 days + 1, 1, 1 days));
        c = config();
        c.slashableEpochs = 1;
        expectUndeployable(c, outOfBounds("slashableEpochs", 1, 2, 15));
        c.slashableEpochs = 16;
        expectUndeployable(c, outOfBounds("slashableEpochs", 16, 2, 15));
        c = config();
        c.genesis = uint40(START - 365 days - 1);
        expectUndeployable(c, outOfBounds("genesis", c.genesis, START - 365 days, START + 365 days));
        c.genesis = uint40(START + 365 days + 1);
        expectUndeployable(c, outOfBounds("genesis", c.genesis, START - 365 days, START + 365 days));
        // The parameters are checked against what the deployment fixes.
        c = config();
        c.slashableEpochs = 12;
        expectUndeployable(c, outOfBounds("unbondingSeconds", 14 * DAY, 14 * DAY + 1, 365 days));
    }

    function expectRefused(IStakeRegistry.Parameters memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        registry.setParameters(given);
    }

    function expectUndeployable(IStakeRegistry.Config memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        this.deployExternally(given);
    }

    function deployExternally(IStakeRegistry.Config memory given) external {
        deployWith(given);
    }
}
