// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IStakeRegistry} from "../../contracts/interfaces/IStakeRegistry.sol";
import {StakeRegistry} from "../../contracts/stake/StakeRegistry.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {Test} from "./Test.sol";

/// @title A stake registry whose epochs last a day, the first from {START} on
/// @notice This contract is the admin; whom it makes a court may slash.
abstract contract StakeFixture is Test {
    IStakeRegistry.Kind internal constant PROVIDER = IStakeRegistry.Kind.Provider;
    IStakeRegistry.Kind internal constant WATCHER = IStakeRegistry.Kind.Watcher;

    uint256 internal constant START = 1_760_000_000;
    uint256 internal constant DAY = 1 days;
    uint256 internal constant UNBONDING = 14 days;
    uint256 internal constant GRACE = 12 days;
    uint16 internal constant PROMISE = 9_900;
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant KEEPER = address(0x4EE9);
    address internal constant RESPONDER = address(0x4E59);
    address internal constant BURNT = address(0xdEaD);

    /// @dev What {terms} requires: 2 * 10 + 3 * 20 + 4 * 5, in tokens of 6 decimals.
    uint256 internal constant REQUIREMENT = 100e6;
    /// @dev What a provider needs that declares less than {terms}.
    uint256 internal constant PROVIDER_STAKE = 40e6;
    uint256 internal constant WATCHER_STAKE = 50e6;

    AccessManager internal manager;
    TestToken internal token;
    StakeRegistry internal registry;

    /// @dev Deploys everything anew.
    function deployRegistry() internal {
        // Old enough to have announced things before the start.
        vm.warp(START - 365 days);
        manager = new AccessManager(address(this));
        vm.warp(START);
        token = new TestToken("Test", "TEST", 6);
        registry = new StakeRegistry(config(), parameters());
    }

    function config() internal view returns (IStakeRegistry.Config memory) {
        return IStakeRegistry.Config({
            token: address(token),
            authority: address(manager),
            genesis: uint40(START),
            slotSeconds: 15 minutes,
            slashableEpochs: 8,
            burnAddress: BURNT,
            unbondingSeconds: uint40(UNBONDING),
            graceSeconds: uint40(GRACE)
        });
    }

    function parameters() internal pure returns (IStakeRegistry.Parameters memory) {
        return IStakeRegistry.Parameters({
            computeRate: 10e6,
            storageRate: 20e6,
            egressRate: 5e6,
            providerStake: uint88(PROVIDER_STAKE),
            watcherStake: uint88(WATCHER_STAKE),
            minUptimeBps: 9_000,
            maxUptimeBps: 9_999,
            maxSlashBps: 1_000,
            reporterBps: 2_000,
            insuranceBps: 5_000,
            keeperBps: 200,
            liquidationInsuranceBps: 1_000
        });
    }

    function terms() internal pure returns (IStakeRegistry.ProviderTerms memory) {
        return IStakeRegistry.ProviderTerms({
            capacity: IStakeRegistry.Capacity({compute: 2, storageGib: 3, egressMibPerSecond: 4}),
            promisedUptimeBps: PROMISE,
            responder: RESPONDER,
            endpoint: "https://provider.example"
        });
    }

    function registerProvider(address provider, uint256 stake) internal {
        fund(provider, stake);
        vm.prank(provider);
        registry.registerProvider(terms(), stake);
    }

    function registerWatcher(address account, uint256 stake) internal {
        fund(account, stake);
        vm.prank(account);
        registry.registerWatcher("https://watcher.example", stake);
    }

    /// @dev As if they had been announced a notice ago.
    function setParameters(IStakeRegistry.Parameters memory given) internal {
        uint256 time = vm.getBlockTimestamp();
        vm.warp(time - registry.noticeSeconds());
        registry.scheduleParameters(given);
        vm.warp(time);
        registry.applyParameters(given);
    }

    /// @dev As if it had been set a notice ago.
    function letSlash(address court_) internal {
        uint256 time = vm.getBlockTimestamp();
        vm.warp(time - registry.noticeSeconds());
        registry.setCourt(court_, true);
        vm.warp(time);
    }

    function fund(address account, uint256 amount) internal {
        token.mint(account, amount);
        vm.prank(account);
        token.approve(address(registry), type(uint256).max);
    }

    function warpToEpoch(uint32 epoch) internal {
        vm.warp(START + uint256(epoch) * DAY);
    }

    function stakeOf(IStakeRegistry.Kind kind, address account) internal view returns (uint256) {
        return registry.accountOf(kind, account).stake;
    }

    function assertStatus(IStakeRegistry.Kind kind, address account, IStakeRegistry.Status expected) internal view {
        assertEq(uint256(registry.statusOf(kind, account)), uint256(expected), "status");
    }
}
