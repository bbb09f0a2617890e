// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RollupFixture} from "./support/RollupFixture.sol";
import {RollupHandler} from "./support/RollupHandler.sol";

/// @title What holds whatever users, the operator, governance and a liar do, in any order
contract RollupInvariantsTest is RollupFixture {
    RollupHandler private _handler;

    function setUp() public {
        _handler = new RollupHandler();
        (rollup, token) = _handler.target();
    }

    /// @dev Foundry calls the handler only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev One function for all, since each one runs a campaign of its own.
    function invariant_everything() external view {
        // The balance covers what is owed, to the unit: only gifts lie above it.
        uint256 owed = rollup.totalOwed();
        assertEq(token.balanceOf(address(rollup)), owed + _handler.donated(), "balance");
        // What is owed is the queue's, the tree's, and what can be claimed.
        uint256 claimable = 0;
        for (uint256 i = 0; i < _handler.actorCount(); ++i) {
            address actor = _handler.actor(i);
            uint256 open = rollup.claimable(actor);
            claimable += open;
            // Nobody is ever paid more than batches credited.
            assertEq(open + _handler.claimed(actor), _handler.credited(actor), "credits of an actor");
        }
        assertEq(owed, _handler.inQueue() + rollup.totalInTree() + claimable, "owed");
        assertEq(owed, _handler.deposited() - _handler.refunded() - _handler.paid(), "flows");
        // Roots change by verified batches alone.
        (uint256 batchId, uint256 root,) = rollup.latest();
        assertEq(batchId, _handler.verifiedBatches(), "batches");
        assertEq(root, _handler.lastVerifiedRoot(), "root");
        // Serials are handed out and taken in order.
        (uint256 firstQueued, uint256 nextSerial) = rollup.queue();
        assertEq(firstQueued, _handler.firstQueued(), "first queued");
        assertEq(nextSerial, _handler.nextSerial(), "next serial");
        // What governance announced happens after the notice only, and pauses can't be chained.
        assertEq(rollup.feeBps(), _handler.feeBps(), "fee");
        (, address extra) = rollup.shapeOf(8);
        assertEq(extra, _handler.extraVerifier(), "second shape");
        (, address first) = rollup.shapeOf(SHAPE_ID);
        assertTrue(first != address(0), "a shape to get out with");
        assertTrue(_handler.pausesAreRare(), "pauses");
        // Every reservation was paid for, and nothing of it stays here.
        assertEq(rollup.BURNED().balance, _handler.burned(), "burned");
    }
}
