// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {TestToken} from "../contracts/test/TestToken.sol";
import {BurnableToken} from "./support/BurnableToken.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title Slashes, and where the money goes
contract StakeSlashTest is StakeTest {
    function setUp() public override {
        super.setUp();
        registerProvider(ALICE, 200e6);
        warpToEpoch(10);
    }

    function test_default() public {
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Slashed(PROVIDER, ALICE, 9, address(this), 10e6, KEEPER, 2e6, 5e6, 3e6);
        (bool applied, uint256 amount) = slash(PROVIDER, ALICE, 9, 0.05e18);
        assertTrue(applied, "applied");
        assertEq(amount, 10e6, "amount");
        assertEq(stakeOf(PROVIDER, ALICE), 190e6, "stake");
        assertEq(registry.claimable(KEEPER), 2e6, "reporter");
        assertEq(registry.insurance(), 5e6, "insurance");
        assertEq(registry.unburnt(), 3e6, "burn");
        assertTrue(registry.isSlashed(PROVIDER, ALICE, 9), "slashed");
        assertTrue(!registry.isSlashed(PROVIDER, ALICE, 8), "the epoch before");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
    }

    function test_behavior_withoutAReporterTheInsuranceHasItsShare() public {
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Slashed(PROVIDER, ALICE, 9, address(this), 10e6, address(0), 0, 7e6, 3e6);
        registry.slash(PROVIDER, ALICE, 9, 0.05e18, address(0));
        assertEq(registry.insurance(), 7e6, "insurance");
        assertEq(registry.claimable(address(0)), 0, "nobody's");
    }

    function test_behavior_cappedPerEpoch() public {
        (, uint256 amount) = slash(PROVIDER, ALICE, 9, 1e18);
        assertEq(amount, 20e6, "amount");
        (, amount) = slash(PROVIDER, ALICE, 8, type(uint256).max);
        assertEq(amount, 18e6, "amount of another epoch");
    }

    function test_behavior_oncePerEpoch() public {
        slash(PROVIDER, ALICE, 9, 0.01e18);
        (bool applied, uint256 amount) = slash(PROVIDER, ALICE, 9, 0.1e18);
        assertTrue(!applied, "applied");
        assertEq(amount, 0, "amount");
        assertEq(stakeOf(PROVIDER, ALICE), 198e6, "stake");
        assertEq(registry.claimable(KEEPER), 0.4e6, "reporter");
        // Another court doesn't count twice either.
        letSlash(BOB);
        vm.prank(BOB);
        (applied,) = registry.slash(PROVIDER, ALICE, 9, 0.1e18, BOB);
        assertTrue(!applied, "applied by another court");
    }

    /// @dev A slash for one kind is none for the other.
    function test_behavior_kindsAreSeparate() public {
        registerWatcher(ALICE, WATCHER_STAKE);
        slash(PROVIDER, ALICE, 9, 0.1e18);
        assertEq(stakeOf(WATCHER, ALICE), WATCHER_STAKE, "watcher's stake");
        (bool applied,) = slash(WATCHER, ALICE, 9, 0.1e18);
        assertTrue(applied, "applied");
    }

    function testFuzz_inAnyOrderOnce(bytes32 seed) public {
        uint256 stake = 200e6;
        uint256 marked = 0;
        for (uint256 i = 0; i < 12; ++i) {
            seed = keccak256(abi.encode(seed));
            uint32 epoch = uint32(2 + uint256(seed) % 8);
            uint256 fractionWad = uint256(seed >> 16) % 0.2e18;
            (bool applied, uint256 amount) = slash(PROVIDER, ALICE, epoch, fractionWad);
            assertTrue(applied == ((marked >> epoch) & 1 == 0), "applied");
            if (applied) stake -= stake * (fractionWad < 0.1e18 ? fractionWad : 0.1e18) / 1e18;
            else assertEq(amount, 0, "amount");
            marked |= 1 << epoch;
            assertEq(stakeOf(PROVIDER, ALICE), stake, "stake");
        }
        uint256 shares = registry.claimable(KEEPER) + registry.insurance() + registry.unburnt();
        assertEq(stake + shares, token.balanceOf(address(registry)), "tokens held");
    }

    function test_behavior_zeroStakeIsHarmless() public {
        (bool applied, uint256 amount) = slash(PROVIDER, BOB, 9, 0.1e18);
        assertTrue(applied, "marked");
        assertEq(amount, 0, "amount");
        assertStatus(PROVIDER, BOB, IStakeRegistry.Status.None);
        (applied,) = slash(PROVIDER, BOB, 9, 0.1e18);
        assertTrue(!applied, "marked once");
        assertEq(registry.claimable(KEEPER) + registry.insurance() + registry.unburnt(), 0, "shares");
        // The one who left has nothing at stake either.
        leave(PROVIDER, ALICE);
        (, amount) = slash(PROVIDER, ALICE, registry.currentEpoch() - 1, 0.1e18);
        assertEq(amount, 0, "amount of one who left");
        assertEq(token.balanceOf(ALICE), 200e6, "tokens");
    }

    function test_behavior_whichEpochsCanBeSlashed() public {
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.EpochNotSlashable.selector, 10, 2, 10));
        slash(PROVIDER, ALICE, 10, 0.1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.EpochNotSlashable.selector, 1, 2, 10));
        slash(PROVIDER, ALICE, 1, 0.1e18);
        slash(PROVIDER, ALICE, 9, 0.1e18);
        slash(PROVIDER, ALICE, 2, 0.1e18);
        warpToEpoch(3);
        // Early on, every epoch that is over.
        slash(PROVIDER, BOB, 0, 0.1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.EpochNotSlashable.selector, 3, 0, 3));
        slash(PROVIDER, BOB, 3, 0.1e18);
    }

    function test_error_notACourt() public {
        vm.prank(KEEPER);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NotACourt.selector, KEEPER));
        registry.slash(PROVIDER, ALICE, 9, 0.1e18, KEEPER);
    }

    /// @dev Roles of the AccessManager, the admin's included, don't make a court.
    function test_error_notACourt_theAdmin() public {
        registry.setCourt(address(this), false);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NotACourt.selector, address(this)));
        slash(PROVIDER, ALICE, 9, 0.1e18);
    }

    /// @dev What accounts owe, and when they may take it away, stays; other courts slash on.
    function test_behavior_aRemovedCourtOnlyStopsItsSlashes() public {
        registerWatcher(BOB, WATCHER_STAKE);
        warpToEpoch(12);
        vm.prank(ALICE);
        registry.startUnbonding(PROVIDER, 50e6);
        uint256 withdrawableAt = registry.accountOf(PROVIDER, ALICE).withdrawableAt;
        letSlash(KEEPER);
        registry.setCourt(address(this), false);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NotACourt.selector, address(this)));
        slash(PROVIDER, ALICE, 9, 0.1e18);
        assertTrue(!registry.isSlashed(PROVIDER, ALICE, 9), "slashed");
        assertStatus(PROVIDER, ALICE, IStakeRegistry.Status.Active);
        assertStatus(WATCHER, BOB, IStakeRegistry.Status.Active);
        for (uint32 epoch = 9; epoch < 16; ++epoch) {
            assertEq(registry.promiseAt(ALICE, epoch), PROMISE, "promise");
        }
        (bool seated,) = registry.positionAt(12, BOB);
        assertTrue(seated, "seated");
        IStakeRegistry.Account memory account = registry.accountOf(PROVIDER, ALICE);
        assertEq(account.stake, 200e6, "stake");
        assertEq(account.requirement, REQUIREMENT, "requirement");
        assertEq(account.withdrawableAt, withdrawableAt, "withdrawable at");
        vm.prank(KEEPER);
        registry.slash(PROVIDER, ALICE, 9, 0.1e18, KEEPER);
        assertEq(stakeOf(PROVIDER, ALICE), 180e6, "stake after the other court's slash");
        // Let slash again, it finds due what was due before, once.
        letSlash(address(this));
        (bool applied,) = slash(PROVIDER, ALICE, 9, 0.1e18);
        assertTrue(!applied, "applied twice");
        (, uint256 amount) = slash(PROVIDER, ALICE, 10, 0.1e18);
        assertEq(amount, 18e6, "amount");
    }

    // ------------------------------------------------------------------ payments

    function test_claim() public {
        slash(PROVIDER, ALICE, 9, 0.05e18);
        slash(PROVIDER, ALICE, 8, 0.1e18);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Claimed(KEEPER, 5.8e6);
        // Anyone may poke; the reporter is paid.
        vm.prank(BOB);
        assertEq(registry.claim(KEEPER), 5.8e6, "amount");
        assertEq(token.balanceOf(KEEPER), 5.8e6, "tokens");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.NothingToClaim.selector, KEEPER));
        registry.claim(KEEPER);
    }

    function test_burn() public {
        slash(PROVIDER, ALICE, 9, 0.05e18);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.Burnt(3e6);
        assertEq(registry.burn(), 3e6, "amount");
        assertEq(token.balanceOf(BURNT), 3e6, "tokens");
        assertEq(registry.unburnt(), 0, "unburnt");
        vm.expectRevert(IStakeRegistry.NothingToBurn.selector);
        registry.burn();
    }

    function test_burn_byTheToken() public {
        BurnableToken burnable = deployBurnable();
        slash(PROVIDER, ALICE, 9, 0.05e18);
        uint256 supply = burnable.totalSupply();
        registry.burn();
        assertEq(burnable.totalSupply(), supply - 3e6, "supply");
        assertEq(registry.burnAddress(), address(0), "burn address");
    }

    function test_error_burnThatBurnsLess() public {
        BurnableToken burnable = deployBurnable();
        slash(PROVIDER, ALICE, 9, 0.05e18);
        burnable.keep(1);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.TransferAmountMismatch.selector, 3e6 - 1, 3e6));
        registry.burn();
        assertEq(registry.unburnt(), 3e6, "unburnt");
    }

    function test_withdrawInsurance() public {
        slash(PROVIDER, ALICE, 9, 0.05e18);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.InsuranceWithdrawn(BOB, 4e6);
        registry.withdrawInsurance(BOB, 4e6);
        assertEq(token.balanceOf(BOB), 4e6, "tokens");
        assertEq(registry.insurance(), 1e6, "insurance");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.InsuranceTooLow.selector, 1e6 + 1, 1e6));
        registry.withdrawInsurance(BOB, 1e6 + 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.ZeroAddress.selector, "recipient"));
        registry.withdrawInsurance(address(0), 1);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, BOB));
        registry.withdrawInsurance(BOB, 1);
    }

    function deployBurnable() private returns (BurnableToken burnable) {
        burnable = new BurnableToken();
        token = TestToken(address(burnable));
        vm.warp(START);
        IStakeRegistry.Config memory withoutAddress = config();
        withoutAddress.burnAddress = address(0);
        registry = deployWith(withoutAddress);
        allowSlashing();
        registerProvider(ALICE, 200e6);
        warpToEpoch(10);
    }
}
