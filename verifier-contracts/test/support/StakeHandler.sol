// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../../contracts/interfaces/IUptimeCourt.sol";
import {StakeRegistry} from "../../contracts/stake/StakeRegistry.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {UptimeCourt} from "../../contracts/uptime/UptimeCourt.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @title Does random things to a registry and its court, and keeps books of its own
/// @notice What the contracts refuse must be refused with one of their errors, and change nothing. The handler itself is
/// a second court.
contract StakeHandler is CourtFixture {
    uint256 public constant providerCount = 3;
    uint256 public constant accountCount = 10;

    uint256 public bondsGiven;
    uint256 public strikes;
    uint256 public bondsPaid;
    uint256 public withdrawals;
    uint256 public slashes;
    uint256 public liquidations;
    uint256 public proofs;
    uint256 public repricings;
    bool public ratesAreEnforced = true;
    mapping(IStakeRegistry.Kind kind => mapping(address account => mapping(uint256 epoch => bool))) public slashed;

    constructor() {
        deployCourt();
        for (uint256 i = 0; i < providerCount; ++i) {
            registerProvider(actor(i), REQUIREMENT * (1 + i));
        }
        for (uint256 i = providerCount; i < accountCount; ++i) {
            registerWatcher(actor(i), WATCHER_STAKE * (1 + i % 3));
        }
        warpToEpoch(1);
    }

    function target() external view returns (StakeRegistry, UptimeCourt, TestToken) {
        return (registry, court, token);
    }

    function actor(uint256 index) public pure returns (address) {
        return address(uint160(0x1000 + index));
    }

    // ------------------------------------------------------------------ accounts

    function register(uint256 who, uint256 amount) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        amount = bound(amount, 0, 5 * REQUIREMENT);
        fund(account, amount);
        bytes memory data = kind == PROVIDER
            ? abi.encodeCall(IStakeRegistry.registerProvider, (terms(), amount))
            : abi.encodeCall(IStakeRegistry.registerWatcher, ("https://watcher.example", amount));
        attempt(account, address(registry), data);
    }

    function topUp(uint256 who, uint256 payer, uint256 amount) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        address from = payer % 3 == 0 ? actor(payer % accountCount) : account;
        amount = bound(amount, 0, REQUIREMENT);
        fund(from, amount);
        attempt(from, address(registry), abi.encodeCall(IStakeRegistry.topUp, (kind, account, amount)));
    }

    function unbond(uint256 who, uint256 amount) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        amount = amount % 8 == 0 ? type(uint256).max : bound(amount, 0, REQUIREMENT);
        attempt(account, address(registry), abi.encodeCall(IStakeRegistry.startUnbonding, (kind, amount)));
    }

    function declare(uint256 who, uint256 promise_, uint256 capacity) external {
        IStakeRegistry.ProviderTerms memory given = terms();
        given.promisedUptimeBps = uint16(bound(promise_, 8_999, 10_000));
        given.capacity.compute = uint32(capacity % 8);
        given.capacity.storageGib = uint32((capacity >> 8) % 4);
        address provider = actor(who % providerCount);
        attempt(provider, address(registry), abi.encodeCall(IStakeRegistry.updateProvider, (given)));
    }

    /// @dev Whoever gets everything out has no obligation left that a court could still slash.
    function withdraw(uint256 who) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        for (uint256 i = 0; i < accountCount; ++i) {
            uint256 at = registry.accountOf(kind, account).withdrawableAt;
            if (at != 0 && vm.getBlockTimestamp() >= at) break;
            (kind, account) = pick(who % accountCount + i);
        }
        bool leaves = registry.statusOf(kind, account) == IStakeRegistry.Status.Exiting;
        uint256 before = token.balanceOf(account);
        IStakeRegistry.Account memory state = registry.accountOf(kind, account);
        if (!attempt(account, address(registry), abi.encodeCall(IStakeRegistry.withdraw, (kind)))) return;
        ++withdrawals;
        assertEq(token.balanceOf(account) - before, state.unbonding, "what unbonds is paid");
        if (leaves) assertNothingDue(kind, account);
    }

    function enforce(uint256 who, bool itself) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        address sender = itself ? account : KEEPER;
        attempt(sender, address(registry), abi.encodeCall(IStakeRegistry.enforceRequirement, (kind, account)));
    }

    function liquidate(uint256 who) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        for (uint256 i = 0; i < accountCount; ++i) {
            if (registry.statusOf(kind, account) == IStakeRegistry.Status.Inactive) break;
            (kind, account) = pick(who % accountCount + i);
        }
        uint256 graceEndsAt = registry.accountOf(kind, account).graceEndsAt;
        // Sometimes as soon as it may be; else mostly too early.
        if (who % 4 == 0 && vm.getBlockTimestamp() < graceEndsAt) vm.warp(graceEndsAt);
        if (!attempt(KEEPER, address(registry), abi.encodeCall(IStakeRegistry.liquidate, (kind, account)))) return;
        ++liquidations;
        assertEq(stakeOf(kind, account), 0, "nothing is left");
        assertNothingDue(kind, account);
    }

    function payOut(uint256 who) external {
        address recipient = who % 3 == 0 ? KEEPER : actor(who % accountCount);
        attempt(KEEPER, address(registry), abi.encodeCall(IStakeRegistry.claim, (recipient)));
        attempt(KEEPER, address(registry), abi.encodeCall(IStakeRegistry.burn, ()));
        uint256 bonds = court.claimableBonds(recipient);
        if (attempt(KEEPER, address(court), abi.encodeCall(IUptimeCourt.claimBonds, (recipient)))) bondsPaid += bonds;
        attempt(address(this), address(registry), abi.encodeCall(IStakeRegistry.withdrawInsurance, (BOB, who % 10e6)));
    }

    // ------------------------------------------------------------------ governance

    /// @dev Other rates and stakes; those that are enforced count for everyone at once.
    function reprice(uint256 seed) external {
        IStakeRegistry.Parameters memory given = parameters();
        given.computeRate = uint80(bound(seed, 5e6, 20e6));
        given.storageRate = uint80(bound(seed >> 32, 10e6, 30e6));
        given.providerStake = uint88(bound(seed >> 96, PROVIDER_STAKE / 2, REQUIREMENT * 2));
        given.watcherStake = uint88(bound(seed >> 64, WATCHER_STAKE / 2, WATCHER_STAKE * 2));
        setParameters(given);
        ++repricings;
        ratesAreEnforced = seed % 4 != 0;
        if (!ratesAreEnforced) return;
        for (uint256 i = 0; i < accountCount; ++i) {
            (IStakeRegistry.Kind kind, address account) = pick(i);
            attempt(KEEPER, address(registry), abi.encodeCall(IStakeRegistry.enforceRequirement, (kind, account)));
        }
    }

    // ------------------------------------------------------------------ courts

    function slashDirectly(uint256 who, uint256 back, uint256 fractionWad) external {
        (IStakeRegistry.Kind kind, address account) = pick(who);
        uint32 epoch = recent(back);
        uint256 before = stakeOf(kind, account);
        bytes memory data =
            abi.encodeCall(IStakeRegistry.slash, (kind, account, epoch, bound(fractionWad, 0, 2e18), KEEPER));
        bool applied = !registry.isSlashed(kind, account, epoch);
        if (!attempt(address(this), address(registry), data)) return;
        noteSlash(kind, account, epoch, before, applied);
    }

    function prove(uint256 who, uint256 back, uint256 missed) external {
        address provider = actor(who % providerCount);
        uint32 epoch = recent(back % 4);
        uint8 slots = uint8(missed % 3 == 0 ? 0 : bound(missed, 0, 96));
        uint256[8] memory proof = proofOf(provider, epoch, slots);
        uint256 before = stakeOf(PROVIDER, provider);
        bool settled = court.isSettled(provider, epoch);
        bytes memory data = abi.encodeCall(IUptimeCourt.proveUptime, (provider, epoch, slots, proof));
        if (!attempt(provider, address(court), data)) return;
        ++proofs;
        assertTrue(!settled && court.isSettled(provider, epoch), "settled once");
        bool costs = court.penaltyOf(registry.promiseAt(provider, epoch), slots) != 0;
        if (costs) noteSlash(PROVIDER, provider, epoch, before, true);
        else assertEq(stakeOf(PROVIDER, provider), before, "costs nothing");
    }

    function slashSilent(uint256 who, uint256 back) external {
        address provider = actor(who % providerCount);
        uint32 epoch = recent(2 + back % 6);
        uint256 before = stakeOf(PROVIDER, provider);
        bool settled = court.isSettled(provider, epoch);
        bytes memory data = abi.encodeCall(IUptimeCourt.slashSilentProvider, (provider, epoch));
        if (!attempt(KEEPER, address(court), data)) return;
        assertTrue(!settled, "settled once");
        noteSlash(PROVIDER, provider, epoch, before, true);
    }

    function slashAbsent(uint256 position, uint256 back) external {
        uint32 epoch = recent(back);
        uint32 at = uint32(position % 8);
        address account = registry.watcherAt(epoch, at);
        uint256 before = stakeOf(WATCHER, account);
        bytes memory data = abi.encodeCall(IUptimeCourt.slashAbsentWatcher, (epoch, at));
        if (attempt(KEEPER, address(court), data)) noteSlash(WATCHER, account, epoch, before, true);
    }

    function demand(uint256 who, uint256 member) external {
        address provider = actor(who % providerCount);
        vm.deal(provider, provider.balance + BOND);
        if (vm.getBlockTimestamp() < postUntil(recent(0))) vm.warp(postUntil(recent(0)));
        bytes memory data = abi.encodeCall(IUptimeCourt.demandReveal, (recent(0), uint8(member % 5)));
        vm.prank(provider);
        (bool ok, bytes memory reason) = address(court).call{value: BOND}(data);
        assertRefused(ok, reason);
        if (ok) bondsGiven += BOND;
    }

    function strike(uint256 who, uint256 back, uint256 member) external {
        back %= 6;
        address provider = actor(who % providerCount);
        uint32 epoch = recent(back);
        uint8 index = uint8(member % 5);
        address account = court.committeeOf(provider, epoch).watchers[index];
        uint256 before = stakeOf(WATCHER, account);
        bool due = vm.getBlockTimestamp() < slashUntil(epoch);
        bool first = !registry.isSlashed(WATCHER, account, epoch);
        bytes memory data = abi.encodeCall(IUptimeCourt.strike, (provider, epoch, index));
        if (!attempt(KEEPER, address(court), data)) return;
        ++strikes;
        if (due) noteSlash(WATCHER, account, epoch, before, first);
    }

    // ------------------------------------------------------------------ time

    /// @dev The next epoch begins: the seed of the one after is drawn, and most watchers post for the one that ended.
    function nextEpoch(uint256 time, uint256 absent) external {
        uint32 current = registry.currentEpoch() + 1;
        vm.warp(START + current * DAY + bound(time, 0, 6 hours - 1));
        vm.prevrandao(bytes32(absent));
        attempt(KEEPER, address(court), abi.encodeCall(IUptimeCourt.drawSeed, (current + 1)));
        uint32 epoch = current - 1;
        (, uint32 count) = court.seedOf(epoch);
        for (uint32 i = 0; i < count; ++i) {
            if ((absent >> (4 * i)) % 8 == 0) continue;
            bytes memory data = abi.encodeCall(IUptimeCourt.postRoot, (epoch, i, rootAt(epoch, i)));
            attempt(registry.watcherAt(epoch, i), address(court), data);
        }
    }

    function wait_(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1 hours, 8 hours));
    }

    // ------------------------------------------------------------------ private

    function pick(uint256 who) private pure returns (IStakeRegistry.Kind kind, address account) {
        uint256 index = who % accountCount;
        return (index < providerCount ? PROVIDER : WATCHER, actor(index));
    }

    function recent(uint256 back) private view returns (uint32) {
        uint32 current = registry.currentEpoch();
        uint256 age = 1 + back % 10;
        return age > current ? 0 : uint32(current - age);
    }

    function noteSlash(IStakeRegistry.Kind kind, address account, uint32 epoch, uint256 before, bool applied) private {
        uint256 stake = stakeOf(kind, account);
        if (!applied) {
            assertEq(stake, before, "a second slash changes nothing");
            return;
        }
        ++slashes;
        assertTrue(!slashed[kind][account][epoch], "slashed once per epoch");
        slashed[kind][account][epoch] = true;
        assertTrue(stake <= before && before - stake <= before / 10, "at most the cap");
    }

    /// @dev Of no epoch that a court can still slash.
    function assertNothingDue(IStakeRegistry.Kind kind, address account) private view {
        for (uint256 back = 0; back < 8; ++back) {
            uint32 epoch = recent(back);
            (bool seated,) = registry.positionAt(epoch, account);
            bool obliged = kind == PROVIDER ? registry.promiseAt(account, epoch) != 0 : seated;
            assertTrue(!obliged, "nobody gets out ahead of a slash that may be due");
        }
    }

    function attempt(address sender, address to, bytes memory data) private returns (bool ok) {
        uint256 held = token.balanceOf(address(registry));
        bytes memory reason;
        vm.prank(sender);
        (ok, reason) = to.call(data);
        assertRefused(ok, reason);
        if (!ok) assertEq(token.balanceOf(address(registry)), held, "a refusal moves nothing");
    }

    /// @dev Neither a panic nor a revert without a word.
    function assertRefused(bool ok, bytes memory reason) private pure {
        assertTrue(ok || (reason.length >= 4 && bytes4(reason) != 0x4e487b71), "refused with an error of its own");
    }
}
