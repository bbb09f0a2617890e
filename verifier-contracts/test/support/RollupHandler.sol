// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../../contracts/interfaces/IRollup.sol";
import {Rollup} from "../../contracts/rollup/Rollup.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {RollupFixture} from "./RollupFixture.sol";

/// @title Does random things to a rollup, and keeps books of its own
contract RollupHandler is RollupFixture {
    uint256 public constant actorCount = 4;

    uint256 public donated;
    uint256 public deposited;
    uint256 public refunded;
    uint256 public paid;
    uint256 public inQueue;
    uint256 public verifiedBatches;
    uint256 public lastVerifiedRoot;
    uint256 public firstQueued = 1;
    uint256 public nextSerial = 2;
    mapping(address actor => uint256) public credited;
    mapping(address actor => uint256) public claimed;

    uint256 private _seed;

    constructor() {
        deployAll();
        lastVerifiedRoot = rollup.EMPTY_ROOT();
    }

    function target() external view returns (Rollup, TestToken) {
        return (rollup, token);
    }

    function actor(uint256 index) public pure returns (address) {
        return address(uint160(0x1000 + (index % actorCount)));
    }

    function open(uint256 who, uint256 size) external {
        uint88 amount = uint88(bound(size, 0, 10 ** 24));
        uint32 serial = openAs(actor(who), ++_seed, amount);
        assertEq(serial, nextSerial, "serial");
        ++nextSerial;
        deposited += amount;
        inQueue += amount;
    }

    /// @dev Refunds a queued serial when it is due and holds money; otherwise it must fail and change nothing.
    function refundOpen(uint256 which) external {
        uint32 serial = uint32(bound(which, firstQueued, nextSerial));
        if (serial == nextSerial) {
            expectFailure(abi.encodeCall(IRollup.refundOpen, (serial)), IRollup.OpenNotQueued.selector);
            return;
        }
        (, address opener, uint88 amount, uint40 refundableAt) = rollup.queuedOpen(serial);
        bytes memory data = abi.encodeCall(IRollup.refundOpen, (serial));
        if (vm.getBlockTimestamp() < refundableAt) {
            expectFailure(data, IRollup.RefundTooEarly.selector);
        } else if (amount == 0) {
            expectFailure(data, IRollup.NothingToRefund.selector);
        } else {
            uint256 before = token.balanceOf(opener);
            rollup.refundOpen(serial);
            assertEq(token.balanceOf(opener) - before, amount, "refund");
            queued[serial].amount = 0;
            refunded += amount;
            inQueue -= amount;
        }
    }

    function submitBatch(uint256 openCount, uint256 who, uint256 amount) external {
        IRollup.Batch memory batch = nextBatch(openCount, who, amount);
        submit(batch);
        ++verifiedBatches;
        lastVerifiedRoot = batch.newRoot;
        firstQueued += batch.opens.length;
        for (uint256 i = 0; i < batch.opens.length; ++i) {
            inQueue -= batch.opens[i].amount;
        }
        if (batch.withdrawals.length == 1) credited[batch.withdrawals[0].recipient] += batch.withdrawals[0].amount;
    }

    /// @dev A proof of one batch submitted with another.
    function submitForgery(uint256 openCount, uint256 who, uint256 amount, uint256 change) external {
        IRollup.Batch memory batch = nextBatch(openCount, who, amount);
        bytes memory proof = proofOf(batch);
        if (change % 3 == 0) batch.newRoot ^= 1;
        if (change % 3 == 1) batch.maskedWords[change % 9] ^= 1;
        if (change % 3 == 2) batch.serials[change % 9] ^= 1;
        expectFailure(abi.encodeCall(IRollup.submitBatch, (SHAPE_ID, batch, proof)), IRollup.ProofRejected.selector);
    }

    /// @dev The tree's money can't be withdrawn twice, even if a proof said so.
    function submitTooLargeWithdrawal(uint256 who) external {
        uint256 inTree = rollup.totalInTree();
        if (inTree >= type(uint88).max) return;
        IRollup.Batch memory batch = withWithdrawal(batchOf(0, ++_seed), actor(who), uint88(inTree + 1));
        bytes memory data = abi.encodeCall(IRollup.submitBatch, (SHAPE_ID, batch, proofOf(batch)));
        expectFailure(data, IRollup.WithdrawalsExceedTree.selector);
    }

    function claim(uint256 who) external {
        address recipient = actor(who);
        uint256 amount = rollup.claimable(recipient);
        if (amount == 0) {
            expectFailure(abi.encodeCall(IRollup.claim, (recipient)), IRollup.NothingToClaim.selector);
            return;
        }
        uint256 before = token.balanceOf(recipient);
        assertEq(rollup.claim(recipient), amount, "claimed");
        assertEq(token.balanceOf(recipient) - before, amount, "paid");
        claimed[recipient] += amount;
        paid += amount;
    }

    function donate(uint88 amount) external {
        token.mint(address(rollup), amount);
        donated += amount;
    }

    function wait_(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, 8 hours));
    }

    function nextBatch(uint256 openCount, uint256 who, uint256 amount) private returns (IRollup.Batch memory batch) {
        uint256 waiting = nextSerial - firstQueued;
        batch = batchOf(bound(openCount, 0, waiting < 3 ? waiting : 3), ++_seed);
        uint256 available = rollup.totalInTree();
        if (available > type(uint88).max) available = type(uint88).max;
        uint88 withdrawn = uint88(bound(amount, 0, available));
        if (withdrawn != 0) batch = withWithdrawal(batch, actor(who), withdrawn);
    }

    function expectFailure(bytes memory data, bytes4 selector) private {
        (bool ok, bytes memory reason) = address(rollup).call(data);
        assertTrue(!ok && bytes4(reason) == selector, "fails for the right reason");
    }
}
