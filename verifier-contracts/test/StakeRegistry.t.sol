// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {TestToken} from "../contracts/test/TestToken.sol";
import {FeeToken} from "./support/FeeToken.sol";
import {ReentrantToken} from "./support/ReentrantToken.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title Registering, declaring, topping up
contract StakeRegistryTest is StakeTest {
    function test_registerProvider() public {
        fund(ALICE, 150e6);
        vm.prank(ALICE);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.ProviderTermsChanged(
            ALICE, 2, PROMISE, RESPONDER, terms().capacity, "https://provider.example"
        );
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Registered(PROVIDER, ALICE, 150e6);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Activated(PROVIDER, ALICE, 2);
        registry.registerProvider(terms(), 150e6);

        IStakeRegistry.Account memory account = registry.accountOf(PROVIDER, ALICE);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        assertEq(account.stake, 150e6, "stake");
        assertEq(account.requirement, REQUIREMENT, "requirement");
        assertEq(account.unbonding, 0, "unbonding");
        assertEq(account.withdrawableAt, 0, "withdrawable at");
        assertEq(account.graceEndsAt, 0, "grace ends at");
        assertEq(account.promisedUptimeBps, PROMISE, "promise");
        assertEq(account.responder, RESPONDER, "responder");
        assertEq(account.capacity.compute, 2, "compute");
        assertEq(account.capacity.storageGib, 3, "storage");
        assertEq(account.capacity.egressMibPerSecond, 4, "egress");
        assertTrue(keccak256(bytes(account.endpoint)) == keccak256("https://provider.example"), "endpoint");
        assertEq(token.balanceOf(address(registry)), 150e6, "tokens held");
    }

    function test_registerWatcher() public {
        fund(BOB, WATCHER_STAKE);
        vm.prank(BOB);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.WatcherEndpointChanged(BOB, "https://watcher.example");
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Registered(WATCHER, BOB, WATCHER_STAKE);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Activated(WATCHER, BOB, 2);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.WatcherSeated(2, 0, BOB, 1);
        registry.registerWatcher("https://watcher.example", WATCHER_STAKE);
        assertStatus(WATCHER, BOB, IStakeRegistry.Status.Active);
        assertStatus(PROVIDER, BOB, IStakeRegistry.Status.None);
        assertEq(registry.requirementOf(WATCHER, BOB), WATCHER_STAKE, "requirement");
    }

    function test_behavior_oneAddressIsBothWithTwoStakes() public {
        registerProvider(ALICE, 150e6);
        registerWatcher(ALICE, 60e6);
        assertEq(stakeOf(PROVIDER, ALICE), 150e6, "provider");
        assertEq(stakeOf(WATCHER, ALICE), 60e6, "watcher");
    }

    function test_behavior_accountsAreListedOnceInOrder() public {
        registerProvider(ALICE, 150e6);
        registerProvider(BOB, 150e6);
        leave(PROVIDER, ALICE);
        registerProvider(ALICE, 150e6);
        assertEq(registry.accountCount(PROVIDER), 2, "providers");
        assertEq(registry.accountCount(WATCHER), 0, "watchers");
        address[] memory accounts = registry.accountsOf(PROVIDER, 0, 10);
        assertEq(accounts.length, 2, "length");
        assertEq(accounts[0], ALICE, "first");
        assertEq(accounts[1], BOB, "second");
        accounts = registry.accountsOf(PROVIDER, 1, 1);
        assertEq(accounts.length, 1, "length of a part");
        assertEq(accounts[0], BOB, "part");
        assertEq(registry.accountsOf(PROVIDER, 2, 1).length, 0, "beyond");
        assertEq(registry.accountsOf(PROVIDER, type(uint256).max, 1).length, 0, "far beyond");
    }

    // ------------------------------------------------------------------ promises

    function test_behavior_everyPromiseStaysOnRecord() public {
        registerProvider(ALICE, 150e6);
        for (uint16 epoch = 1; epoch < 20; ++epoch) {
            warpToEpoch(epoch);
            promiseUptime(9_000 + epoch);
        }
        for (uint16 epoch = 0; epoch < 24; ++epoch) {
            uint16 expected = epoch < 22 ? 9_000 + epoch - 2 : 9_019;
            if (epoch <= 2) expected = epoch < 2 ? 0 : PROMISE;
            assertEq(registry.promiseAt(ALICE, epoch), expected, "promise");
        }
    }

    function test_behavior_changesCountFromTheEpochAfterNext() public {
        registerProvider(ALICE, 150e6);
        assertPromises(0, 0, 0, PROMISE);
        warpToEpoch(5);
        promiseUptime(9_000);
        assertPromises(4, PROMISE, PROMISE, PROMISE);
        assertPromises(7, 9_000, 9_000, 9_000);
        // Twice in one epoch: the last word counts.
        promiseUptime(9_500);
        assertPromises(5, PROMISE, PROMISE, 9_500);
        warpToEpoch(6);
        promiseUptime(9_600);
        warpToEpoch(7);
        promiseUptime(9_700);
        warpToEpoch(8);
        promiseUptime(9_800);
        assertPromises(1, 0, PROMISE, PROMISE);
        assertPromises(5, PROMISE, PROMISE, 9_500);
        assertPromises(8, 9_600, 9_700, 9_800);
        assertEq(registry.promiseAt(BOB, 8), 0, "a stranger's");
    }

    /// @dev Against a plain list of what was promised for each epoch.
    function testFuzz_promises(bytes32 seed) public {
        registerProvider(ALICE, 150e6);
        uint16[20] memory expected;
        for (uint256 epoch = 2; epoch < 20; ++epoch) {
            expected[epoch] = PROMISE;
        }
        uint32 current = 0;
        for (uint256 i = 0; i < 5; ++i) {
            seed = keccak256(abi.encode(seed));
            current += uint32(uint256(seed) % 4);
            warpToEpoch(current);
            uint16 bps = uint16(9_000 + uint256(seed >> 8) % 1_000);
            promiseUptime(bps);
            for (uint256 epoch = current + 2; epoch < 20; ++epoch) {
                expected[epoch] = bps;
            }
        }
        for (uint32 epoch = 0; epoch < 20; ++epoch) {
            assertEq(registry.promiseAt(ALICE, epoch), expected[epoch], "promise");
        }
    }

    function test_behavior_everyoneBeforeTheFirstEpochIsRefused() public {
        vm.warp(START - 1);
        fund(ALICE, 150e6);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.BeforeGenesis.selector, START, START - 1));
        registry.registerProvider(terms(), 150e6);
    }

    // ------------------------------------------------------------------ updates

    function test_updateProvider() public {
        registerProvider(ALICE, 150e6);
        IStakeRegistry.ProviderTerms memory changed = terms();
        changed.capacity.compute = 7;
        changed.responder = BOB;
        changed.endpoint = "https://elsewhere.example";
        vm.prank(ALICE);
        registry.updateProvider(changed);
        IStakeRegistry.Account memory account = registry.accountOf(PROVIDER, ALICE);
        assertEq(account.requirement, 150e6, "requirement");
        assertEq(account.responder, BOB, "responder");
        assertTrue(keccak256(bytes(account.endpoint)) == keccak256("https://elsewhere.example"), "endpoint");

        changed.capacity.compute = 8;
        vm.prank(ALICE);
        vm.expectRevert(tooLow(PROVIDER, ALICE, 150e6, 160e6));
        registry.updateProvider(changed);
    }

    function test_updateWatcher() public {
        registerWatcher(BOB, WATCHER_STAKE);
        vm.prank(BOB);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.WatcherEndpointChanged(BOB, "https://b.example");
        registry.updateWatcher("https://b.example");
    }

    function test_error_updateOfAStranger() public {
        bytes memory reason =
            abi.encodeWithSelector(IStakeRegistry.NotStaying.selector, PROVIDER, ALICE, IStakeRegistry.Status.None);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.updateProvider(terms());
        vm.prank(ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeRegistry.NotStaying.selector, WATCHER, ALICE, IStakeRegistry.Status.None)
        );
        registry.updateWatcher("https://b.example");
    }

    // ------------------------------------------------------------------ requirements

    /// @dev Else dust would take the places of providers in the watchers' probes.
    function test_behavior_aSmallProviderNeedsTheLeastStake() public {
        IStakeRegistry.ProviderTerms memory small = sized(1, 1, 1);
        expectRefused(small, PROVIDER_STAKE - 1, tooLow(PROVIDER, ALICE, PROVIDER_STAKE - 1, PROVIDER_STAKE));
        fund(ALICE, PROVIDER_STAKE);
        vm.prank(ALICE);
        registry.registerProvider(small, PROVIDER_STAKE);
        assertEq(registry.requirementOf(PROVIDER, ALICE), PROVIDER_STAKE, "requirement");
        vm.prank(ALICE);
        vm.expectRevert(tooLow(PROVIDER, ALICE, PROVIDER_STAKE - 1, PROVIDER_STAKE));
        registry.startUnbonding(PROVIDER, 1);
    }

    /// @dev From where the rates ask for more than the least, they alone count.
    function test_behavior_aLargeProviderNeedsWhatItsRatesSay() public {
        registerProvider(ALICE, 150e6);
        declare(sized(0, 2, 0));
        assertEq(registry.requirementOf(PROVIDER, ALICE), PROVIDER_STAKE, "as much as the least");
        declare(sized(0, 2, 1));
        assertEq(registry.requirementOf(PROVIDER, ALICE), PROVIDER_STAKE + 5e6, "more");
        declare(sized(15, 0, 0));
        assertEq(registry.requirementOf(PROVIDER, ALICE), 150e6, "much more");
    }

    function testFuzz_requirement(uint32 compute, uint32 storageGib, uint32 egress, uint88 least) public {
        IStakeRegistry.Parameters memory given = parameters();
        (given.computeRate, given.storageRate, given.egressRate) = (3, 1, 2);
        given.providerStake = least == 0 ? 1 : least;
        setParameters(given);
        uint256 byRates = 3 * uint256(compute) + storageGib + 2 * uint256(egress);
        if (byRates == 0) byRates = storageGib = 1;
        uint256 required = byRates > given.providerStake ? byRates : given.providerStake;
        fund(ALICE, required);
        vm.prank(ALICE);
        registry.registerProvider(sized(compute, storageGib, egress), required);
        assertEq(registry.requirementOf(PROVIDER, ALICE), required, "requirement");
    }

    // ------------------------------------------------------------------ top up

    function test_topUp() public {
        registerProvider(ALICE, 150e6);
        fund(BOB, 50e6);
        vm.prank(BOB);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.ToppedUp(PROVIDER, ALICE, BOB, 50e6, 200e6);
        registry.topUp(PROVIDER, ALICE, 50e6);
        assertEq(stakeOf(PROVIDER, ALICE), 200e6, "stake");
        assertEq(token.balanceOf(address(registry)), 200e6, "tokens held");
    }

    function test_error_topUp() public {
        registerProvider(ALICE, 150e6);
        uint256 most = type(uint88).max - 150e6;
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.AmountOutOfRange.selector, 0, 1, most));
        registry.topUp(PROVIDER, ALICE, 0);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.AmountOutOfRange.selector, most + 1, 1, most));
        registry.topUp(PROVIDER, ALICE, most + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeRegistry.NotStaying.selector, WATCHER, ALICE, IStakeRegistry.Status.None)
        );
        registry.topUp(WATCHER, ALICE, 1);
    }

    // ------------------------------------------------------------------ refusals

    function test_error_registeredTwice() public {
        registerProvider(ALICE, 150e6);
        fund(ALICE, 150e6);
        vm.prank(ALICE);
        vm.expectRevert(wrongStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active, IStakeRegistry.Status.None));
        registry.registerProvider(terms(), 150e6);
        registerWatcher(ALICE, WATCHER_STAKE);
        vm.prank(ALICE);
        vm.expectRevert(wrongStatus(WATCHER, ALICE, IStakeRegistry.Status.Active, IStakeRegistry.Status.None));
        registry.registerWatcher("https://watcher.example", WATCHER_STAKE);
    }

    function test_error_stakeTooLow() public {
        expectRefused(terms(), REQUIREMENT - 1, tooLow(PROVIDER, ALICE, REQUIREMENT - 1, REQUIREMENT));
        fund(BOB, WATCHER_STAKE);
        vm.prank(BOB);
        vm.expectRevert(tooLow(WATCHER, BOB, WATCHER_STAKE - 1, WATCHER_STAKE));
        registry.registerWatcher("https://watcher.example", WATCHER_STAKE - 1);
    }

    function test_error_stakeTooLarge() public {
        uint256 most = type(uint88).max;
        bytes memory reason = abi.encodeWithSelector(IStakeRegistry.AmountOutOfRange.selector, most + 1, 1, most);
        expectRefused(terms(), most + 1, reason);
    }

    function test_error_terms() public {
        IStakeRegistry.ProviderTerms memory wrong = terms();
        wrong.capacity = IStakeRegistry.Capacity({compute: 0, storageGib: 0, egressMibPerSecond: 0});
        expectRefused(wrong, 1, outOfBounds("capacity", 0, 1, type(uint40).max));
        wrong = terms();
        wrong.promisedUptimeBps = 8_999;
        expectRefused(wrong, 150e6, outOfBounds("promisedUptimeBps", 8_999, 9_000, 9_999));
        wrong.promisedUptimeBps = 10_000;
        expectRefused(wrong, 150e6, outOfBounds("promisedUptimeBps", 10_000, 9_000, 9_999));
        wrong = terms();
        wrong.responder = address(0);
        expectRefused(wrong, 150e6, abi.encodeWithSelector(IStakeRegistry.ZeroAddress.selector, "responder"));
        wrong = terms();
        wrong.endpoint = "";
        expectRefused(wrong, 150e6, outOfBounds("endpoint", 0, 1, 200));
        wrong.endpoint = string(new bytes(201));
        expectRefused(wrong, 150e6, outOfBounds("endpoint", 201, 1, 200));
        vm.prank(BOB);
        vm.expectRevert(outOfBounds("endpoint", 201, 1, 200));
        registry.registerWatcher(wrong.endpoint, WATCHER_STAKE);
        // The longest is fine.
        wrong.endpoint = string(new bytes(200));
        fund(ALICE, 150e6);
        vm.prank(ALICE);
        registry.registerProvider(wrong, 150e6);
    }

    /// @dev A requirement that no stake can meet is no overflow either.
    function test_error_requirementBeyondEveryStake() public {
        IStakeRegistry.Parameters memory dear = parameters();
        dear.computeRate = 1e24;
        setParameters(dear);
        IStakeRegistry.ProviderTerms memory large = terms();
        large.capacity.compute = type(uint32).max;
        uint256 required = uint256(type(uint32).max) * 1e24 + 80e6;
        expectRefused(large, type(uint88).max, tooLow(PROVIDER, ALICE, type(uint88).max, required));
        (dear.storageRate, dear.egressRate, dear.providerStake) = (1e24, 1e24, type(uint88).max);
        setParameters(dear);
        required = 3 * uint256(type(uint32).max) * 1e24;
        large = sized(type(uint32).max, type(uint32).max, type(uint32).max);
        expectRefused(large, type(uint88).max, tooLow(PROVIDER, ALICE, type(uint88).max, required));
    }

    function test_error_tokenTakesAFee() public {
        token = TestToken(address(new FeeToken()));
        registry = deploy();
        registry.seal();
        fund(ALICE, 200e6);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.TransferAmountMismatch.selector, 148.5e6, 150e6));
        registry.registerProvider(terms(), 150e6);
    }

    function test_error_tokenReenters() public {
        ReentrantToken evil = new ReentrantToken();
        token = TestToken(address(evil));
        registry = deploy();
        registry.seal();
        registerProvider(BOB, 150e6);
        fund(ALICE, 200e6);
        evil.arm(address(registry), abi.encodeCall(IStakeRegistry.topUp, (PROVIDER, BOB, 1)));
        vm.prank(ALICE);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        registry.registerProvider(terms(), 150e6);
        vm.prank(ALICE);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        registry.registerWatcher("https://watcher.example", 60e6);
        vm.prank(BOB);
        registry.startUnbonding(PROVIDER, type(uint256).max);
        vm.warp(vm.getBlockTimestamp() + UNBONDING);
        vm.prank(BOB);
        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        registry.withdraw(PROVIDER);
    }

    // ------------------------------------------------------------------ support

    function promiseUptime(uint16 bps) private {
        IStakeRegistry.ProviderTerms memory changed = terms();
        changed.promisedUptimeBps = bps;
        declare(changed);
    }

    function declare(IStakeRegistry.ProviderTerms memory changed) private {
        vm.prank(ALICE);
        registry.updateProvider(changed);
    }

    function sized(uint32 compute, uint32 storageGib, uint32 egress)
        private
        pure
        returns (IStakeRegistry.ProviderTerms memory given)
    {
        given = terms();
        given.capacity = IStakeRegistry.Capacity({compute: compute, storageGib: storageGib, egressMibPerSecond: egress});
    }

    /// @dev Of three epochs from `first` on.
    function assertPromises(uint32 first, uint256 a, uint256 b, uint256 c) private view {
        assertEq(registry.promiseAt(ALICE, first), a, "first epoch");
        assertEq(registry.promiseAt(ALICE, first + 1), b, "second epoch");
        assertEq(registry.promiseAt(ALICE, first + 2), c, "third epoch");
    }

    function expectRefused(IStakeRegistry.ProviderTerms memory given, uint256 stake, bytes memory reason) private {
        fund(ALICE, stake);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        registry.registerProvider(given, stake);
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.None);
    }
}
