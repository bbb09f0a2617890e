// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {CourtFixture} from "./support/CourtFixture.sol";
import {StakeHandler} from "./support/StakeHandler.sol";

/// @title What holds whatever providers, watchers, keepers, governance and two courts do, in any order
/// @notice {StakeHandler} itself checks that slashes count once, are capped, and that nobody gets out ahead of one.
contract StakeInvariantsTest is CourtFixture {
    StakeHandler private _handler;

    function setUp() public {
        _handler = new StakeHandler();
        (registry, court, token) = _handler.target();
    }

    /// @dev Foundry calls the handler only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev One function for all, since each one runs a campaign of its own.
    function invariant_everything() external view {
        uint256 owed = registry.insurance() + registry.unburnt() + registry.claimable(KEEPER);
        uint256 bonds = court.claimableBonds(KEEPER);
        uint256 seated = 0;
        for (uint256 i = 0; i < _handler.accountCount(); ++i) {
            address account = _handler.actor(i);
            IStakeRegistry.Kind kind = i < _handler.providerCount() ? PROVIDER : WATCHER;
            IStakeRegistry.Account memory state = registry.accountOf(kind, account);
            owed += state.stake + registry.claimable(account);
            bonds += court.claimableBonds(account);
            assertTrue(state.unbonding <= state.stake, "unbonding is a part of the stake");
            if (state.status == IStakeRegistry.Status.None) assertEq(state.stake, 0, "no stake without an account");
            if (state.status == IStakeRegistry.Status.Active) {
                bool suffices = state.stake - state.unbonding >= state.requirement;
                assertTrue(suffices || !_handler.ratesAreEnforced(), "active ones have what they need");
                if (kind == WATCHER) ++seated;
            }
        }
        // To the unit: nobody gives the registry tokens without a reason here.
        assertEq(token.balanceOf(address(registry)), owed, "tokens held");
        assertTrue(bonds <= address(court).balance, "bonds that can be claimed are there");
        assertEq(address(court).balance, _handler.bondsGiven() - _handler.bondsPaid(), "bonds held");
        // The set of the epoch after next is the active watchers.
        assertEq(registry.watcherCountAt(registry.currentEpoch() + 2), seated, "watchers seated");
    }

    /// @dev That a campaign does what it is for: with this seed, all of it happens.
    function afterInvariant() external view {
        assertTrue(_handler.slashes() != 0, "slashes happen");
        assertTrue(_handler.repricings() != 0, "other rates happen");
    }
}
