// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {Announcement} from "../contracts/stake/Announcement.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title What governance and a deployment may set
contract StakeGovernanceTest is StakeTest {
    uint256 private constant REACTION = 3 days;
    uint256 private constant NOTICE = UNBONDING + REACTION;

    // ------------------------------------------------------------------ the set-up

    function test_seal() public {
        registry = deploy();
        assertTrue(!registry.isSealed(), "before");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Sealed();
        registry.seal();
        assertTrue(registry.isSealed(), "after");
        vm.expectRevert(IStakeRegistry.AlreadySealed.selector);
        registry.seal();
    }

    function test_error_seal_notTheAdmin() public {
        registry = deploy();
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        registry.seal();
    }

    /// @dev A court that is set at once concerns nobody then.
    function test_error_registeredBeforeTheSeal() public {
        registry = deploy();
        fund(ALICE, 300e6);
        vm.prank(ALICE);
        vm.expectRevert(IStakeRegistry.NotSealed.selector);
        registry.registerProvider(terms(), 150e6);
        vm.prank(ALICE);
        vm.expectRevert(IStakeRegistry.NotSealed.selector);
        registry.registerWatcher("https://watcher.example", 150e6);
        registry.seal();
        vm.prank(ALICE);
        registry.registerProvider(terms(), 150e6);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
    }

    // ------------------------------------------------------------------ parameters

    function test_parametersCountAfterTheNotice() public {
        IStakeRegistry.Parameters memory given = extreme();
        (bytes32 hash, uint40 readyAt) = registry.scheduledParameters();
        assertEq(uint256(hash), 0, "nothing announced");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.ParametersScheduled(given, uint40(START + NOTICE));
        registry.scheduleParameters(given);
        (hash, readyAt) = registry.scheduledParameters();
        assertTrue(hash == keccak256(abi.encode(given)), "announced");
        assertEq(readyAt, START + NOTICE, "ready at");
        vm.warp(START + NOTICE - 1);
        vm.expectRevert(abi.encodeWithSelector(Announcement.TooEarly.selector, START + NOTICE - 1, START + NOTICE));
        registry.applyParameters(given);
        assertParameters(parameters());
        vm.warp(START + NOTICE);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.ParametersSet(given);
        vm.prank(BOB);
        registry.applyParameters(given);
        assertParameters(given);
        (hash,) = registry.scheduledParameters();
        assertEq(uint256(hash), 0, "nothing announced any more");
        vm.expectRevert(Announcement.NothingScheduled.selector);
        registry.applyParameters(given);
    }

    /// @dev So an announcement is taken back by one of the present parameters.
    function test_behavior_anAnnouncementReplacesTheOneBefore() public {
        registry.scheduleParameters(extreme());
        vm.warp(START + NOTICE);
        registry.scheduleParameters(parameters());
        vm.expectRevert(Announcement.NothingScheduled.selector);
        registry.applyParameters(extreme());
        vm.expectRevert(abi.encodeWithSelector(Announcement.TooEarly.selector, START + NOTICE, START + 2 * NOTICE));
        registry.applyParameters(parameters());
        assertParameters(parameters());
    }

    /// @dev Nor during the set-up, so that nothing announced then counts sooner.
    function test_behavior_parametersAlwaysWait() public {
        registry = deploy();
        registry.scheduleParameters(extreme());
        registry.seal();
        vm.expectRevert(abi.encodeWithSelector(Announcement.TooEarly.selector, START, START + NOTICE));
        registry.applyParameters(extreme());
    }

    function test_behavior_neitherDelayIsAParameter() public {
        setParameters(extreme());
        assertEq(registry.unbondingSeconds(), UNBONDING, "unbonding");
        assertEq(registry.graceSeconds(), GRACE, "grace");
        assertEq(registry.noticeSeconds(), NOTICE, "notice");
    }

    /// @dev A watcher's seat for nothing would fill every committee with the admin's own: the last second to react.
    function test_behavior_whoLeavesAtAnAnnouncementIsOutInTime() public {
        registerProvider(ALICE, 200e6);
        IStakeRegistry.Parameters memory cheap = parameters();
        (cheap.watcherStake, cheap.maxSlashBps) = (1, 5_000);
        registry.scheduleParameters(cheap);
        vm.warp(START + REACTION - 1);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        vm.warp(START + NOTICE - 1);
        vm.expectRevert(abi.encodeWithSelector(Announcement.TooEarly.selector, START + NOTICE - 1, START + NOTICE));
        registry.applyParameters(cheap);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 200e6, "withdrawn");
    }

    function test_behavior_balancesOutlastNewParameters() public {
        registerProvider(ALICE, 200e6);
        warpToEpoch(3);
        slash(PROVIDER, ALICE, 2, 0.1e18);
        (uint256 insured, uint256 unburnt) = (registry.insurance(), registry.unburnt());
        setParameters(parameters());
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
        p.providerStake = 0;
        expectRefused(p, outOfBounds("providerStake", 0, 1, type(uint88).max));
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
        IStakeRegistry.Config memory c = config();
        c.unbondingSeconds = uint40(10 * DAY);
        expectUndeployable(c, outOfBounds("unbondingSeconds", 10 * DAY, 10 * DAY + 1, 365 days));
        c.unbondingSeconds = 365 days + 1;
        expectUndeployable(c, outOfBounds("unbondingSeconds", 365 days + 1, 10 * DAY + 1, 365 days));
        c = config();
        c.graceSeconds = uint40(10 * DAY);
        expectUndeployable(c, outOfBounds("graceSeconds", 10 * DAY, 10 * DAY + 1, 365 days));
        c.graceSeconds = 365 days + 1;
        expectUndeployable(c, outOfBounds("graceSeconds", 365 days + 1, 10 * DAY + 1, 365 days));
    }

    // ------------------------------------------------------------------ courts

    function test_setCourt_duringTheSetUp() public {
        registry = deploy();
        vm.expectEmit(address(registry));
        emit IStakeRegistry.CourtSet(BOB, uint40(START));
        registry.setCourt(BOB, true);
        assertTrue(registry.isCourt(BOB), "at once");
        registry.seal();
        assertTrue(registry.isCourt(BOB), "after the seal");
    }

    function test_setCourt() public {
        assertTrue(!registry.isCourt(BOB), "before");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.CourtSet(BOB, uint40(START + NOTICE));
        registry.setCourt(BOB, true);
        assertEq(registry.slashesFrom(BOB), START + NOTICE, "slashes from");
        vm.warp(START + NOTICE - 1);
        assertTrue(!registry.isCourt(BOB), "a second before");
        // Set again, it waits no longer.
        registry.setCourt(BOB, true);
        vm.warp(START + NOTICE);
        assertTrue(registry.isCourt(BOB), "set");
        assertTrue(!registry.isCourt(ALICE), "another");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.CourtSet(BOB, 0);
        registry.setCourt(BOB, false);
        assertTrue(!registry.isCourt(BOB), "removed");
        assertTrue(registry.isCourt(address(this)), "the other court");
        // Removed and set again, it waits again.
        registry.setCourt(BOB, true);
        assertEq(registry.slashesFrom(BOB), START + 2 * NOTICE, "slashes from, again");
    }

    /// @dev What docs/trust.md says, to the second: whoever begins to leave within three days is out before another court
    /// slashes, and whoever stays is not.
    function test_behavior_whoLeavesAtAnotherCourtIsOutInTime() public {
        registerProvider(ALICE, 200e6);
        registerProvider(BOB, 200e6);
        registry.setCourt(KEEPER, true);
        vm.warp(START + REACTION - 1);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        vm.warp(START + NOTICE - 1);
        uint32 last = registry.currentEpoch() - 1;
        bytes memory reason = abi.encodeWithSelector(IStakeRegistry.NotACourt.selector, KEEPER);
        vm.prank(KEEPER);
        vm.expectRevert(reason);
        registry.slash(PROVIDER, ALICE, last, 1e18, KEEPER);
        vm.prank(KEEPER);
        vm.expectRevert(reason);
        registry.slash(PROVIDER, BOB, last, 1e18, KEEPER);
        vm.prank(ALICE);
        assertEq(registry.withdraw(PROVIDER), 200e6, "withdrawn");
        vm.warp(START + NOTICE);
        vm.prank(KEEPER);
        (, uint256 amount) = registry.slash(PROVIDER, ALICE, last, 1e18, KEEPER);
        assertEq(amount, 0, "nothing is left to slash");
        vm.prank(KEEPER);
        (, amount) = registry.slash(PROVIDER, BOB, last, 1e18, KEEPER);
        assertEq(amount, 20e6, "of one that stayed");
    }

    /// @dev Neither a court nor a stranger makes courts, nor unmakes them.
    function test_error_setCourt_notTheAdmin() public {
        letSlash(BOB);
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

    /// @dev An admin with a delay announces it first; the notice comes on top.
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
        assertEq(registry.slashesFrom(ALICE), START + 1 days + NOTICE, "slashes from");
    }

    function test_error_notTheAdmin() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        registry.scheduleParameters(parameters());
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
        // The delays are checked against the reach.
        c = config();
        c.slashableEpochs = 12;
        expectUndeployable(c, outOfBounds("unbondingSeconds", 14 * DAY, 14 * DAY + 1, 365 days));
    }

    function extreme() private pure returns (IStakeRegistry.Parameters memory) {
        return IStakeRegistry.Parameters({
            computeRate: 1,
            storageRate: 1e24,
            egressRate: 3,
            providerStake: type(uint88).max,
            watcherStake: type(uint88).max - 1,
            minUptimeBps: 5_000,
            maxUptimeBps: 9_999,
            maxSlashBps: 5_000,
            reporterBps: 3_000,
            insuranceBps: 7_000,
            keeperBps: 500,
            liquidationInsuranceBps: 2_000
        });
    }

    function assertParameters(IStakeRegistry.Parameters memory expected) private view {
        assertTrue(keccak256(abi.encode(registry.parameters())) == keccak256(abi.encode(expected)), "parameters");
    }

    function expectRefused(IStakeRegistry.Parameters memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        registry.scheduleParameters(given);
    }

    function expectUndeployable(IStakeRegistry.Config memory given, bytes memory reason) private {
        vm.expectRevert(reason);
        this.deployExternally(given);
    }

    function deployExternally(IStakeRegistry.Config memory given) external {
        deployWith(given);
    }
}
