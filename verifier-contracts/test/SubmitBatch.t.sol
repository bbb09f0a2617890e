// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {FIELD_MODULUS} from "../contracts/rollup/Field.sol";
import {OpenQueue} from "../contracts/rollup/OpenQueue.sol";
import {HashVerifier} from "./support/HashVerifier.sol";
import {RollupTest} from "./support/RollupTest.sol";
import {Statement} from "./support/Statement.sol";

contract SubmitBatchTest is RollupTest {
    function test_default() public {
        openAs(ALICE, 5, 500);
        IRollup.Batch memory batch = withWithdrawal(batchOf(2, 1), BOB, 100);
        bytes32[] memory inputs = Statement.publicInputs(rollup, shape(), batch, false);
        // The updates' words: after 5 + 4 · 3 words, ⌈9/7⌉ + 2 · 9 of them.
        bytes memory updates = new bytes(0);
        for (uint256 i = 17; i < 37; ++i) {
            updates = bytes.concat(updates, inputs[i]);
        }
        bytes memory proof = proofOf(batch);
        vm.expectEmit(address(rollup));
        emit IRollup.BatchSettled(1, SHAPE_ID, batch.newRoot, batch.now_, batch.salt, 1, 2, updates);
        vm.expectEmit(address(rollup));
        emit IRollup.WithdrawalCredited(1, BOB, 100);
        rollup.submitBatch(SHAPE_ID, batch, proof);

        (uint256 batchId, uint256 root, uint48 now_) = rollup.latest();
        assertEq(batchId, 1, "batch id");
        assertEq(root, batch.newRoot, "root");
        assertEq(now_, START, "now");
        assertEq(rollup.totalInTree(), 400, "in the tree");
        assertEq(rollup.totalOwed(), 500, "owed");
        assertEq(rollup.claimable(BOB), 100, "claimable");
    }

    function test_behavior_everyRootIsKeptWithItsTime() public {
        for (uint256 i = 1; i <= 12; ++i) {
            vm.warp(START + i);
            submit(batchOf(0, i));
        }
        for (uint256 i = 1; i <= 12; ++i) {
            (uint256 root, uint48 now_) = rollup.rootAt(i);
            assertEq(root, element(i, 0), "root");
            assertEq(now_, START + i, "now");
        }
        (uint256 genesis, uint48 genesisTime) = rollup.rootAt(0);
        assertEq(genesis, rollup.EMPTY_ROOT(), "genesis");
        assertEq(genesisTime, START - 15 minutes, "time of genesis");
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownBatch.selector, 13, 12));
        rollup.rootAt(13);
    }

    /// @dev The rollup's public inputs equal the plain reading for whatever a batch may carry.
    function testFuzz_publicInputs(uint256 seed, uint256 openCount, uint256 drift, uint88 amount, address recipient)
        public
    {
        vm.assume(recipient != address(0) && recipient != address(rollup) && amount != 0);
        rollup.setFeeBps(uint16(bound(drift, 0, 1000)));
        openAs(ALICE, element(seed, 900), amount);
        openAs(BOB, element(seed, 901), 9);
        submit(batchOf(2, seed));
        vm.warp(START + 20 minutes);
        IRollup.Batch memory batch = withWithdrawal(batchOf(bound(openCount, 0, 1), seed), recipient, amount);
        batch.now_ = uint48(bound(drift, START + 5 minutes, START + 21 minutes));
        submit(batch);
        assertEq(rollup.claimable(recipient), amount, "claimable");
    }

    function test_behavior_domainFollowsTheChain() public {
        uint256 before = rollup.domain();
        assertEq(
            before, uint256(keccak256(abi.encode(block.chainid, address(rollup), uint256(1)))) % FIELD_MODULUS, "domain"
        );
        IRollup.Batch memory batch = batchOf(0, 1);
        bytes memory proof = proofOf(batch);
        vm.chainId(99);
        assertEq(
            rollup.domain(),
            uint256(keccak256(abi.encode(uint256(99), address(rollup), uint256(1)))) % FIELD_MODULUS,
            "domain of the other chain"
        );
        expectRefused(batch, proof, rejected(""));
    }

    function test_error_notTheOperator() public {
        IRollup.Batch memory batch = batchOf(0, 1);
        bytes memory proof = proofOf(batch);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ALICE));
        rollup.submitBatch(SHAPE_ID, batch, proof);
    }

    function test_error_staleRoot() public {
        IRollup.Batch memory batch = batchOf(0, 1);
        submit(batch);
        // A replay starts from the old root.
        expectRefused(
            batch, proofOf(batch), abi.encodeWithSelector(IRollup.StaleRoot.selector, batch.oldRoot, batch.newRoot)
        );
    }

    function test_error_unknownShape() public {
        IRollup.Batch memory batch = batchOf(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownShape.selector, 8));
        rollup.submitBatch(8, batch, "");
        rollup.scheduleShape(8, shape(), address(verifier));
        rollup.scheduleShape(SHAPE_ID, shape(), address(0));
        vm.warp(START + 14 days);
        rollup.applyShape(8);
        rollup.applyShape(SHAPE_ID);
        batch = batchOf(0, 1);
        expectRefused(batch, "", abi.encodeWithSelector(IRollup.UnknownShape.selector, SHAPE_ID));
    }

    function test_error_wrongSizes() public {
        IRollup.Batch memory batch = batchOf(0, 1);
        batch.serials = new uint32[](8);
        expectRefused(batch, "", wrongSize("serials", 8, 9));
        batch = batchOf(0, 1);
        batch.leaves = new uint256[](10);
        expectRefused(batch, "", wrongSize("leaves", 10, 9));
        batch = batchOf(0, 1);
        batch.maskedWords = new uint256[](0);
        expectRefused(batch, "", wrongSize("maskedWords", 0, 9));
        batch = batchOf(0, 1);
        batch.withdrawals = new IRollup.Withdrawal[](3);
        expectRefused(batch, "", wrongSize("withdrawals", 3, 2));
        expectRefused(batchOf(4, 1), "", wrongSize("opens", 4, 3));
    }

    function test_error_nowTooFarOff() public {
        IRollup.Batch memory batch = batchOf(0, 1);
        batch.now_ = uint48(START + 1 minutes + 1);
        expectRefused(batch, "", abi.encodeWithSelector(IRollup.NowTooFarOff.selector, batch.now_, START, 1 minutes));
        batch.now_ = uint48(START - 15 minutes - 1);
        expectRefused(batch, "", abi.encodeWithSelector(IRollup.NowTooFarOff.selector, batch.now_, START, 15 minutes));
        batch.now_ = uint48(START - 15 minutes);
        submit(batch);
        batch = batchOf(0, 2);
        batch.now_ = uint48(START + 1 minutes);
        submit(batch);
    }

    /// @dev Time never goes back, so a batch that is ahead holds up one made by the block's time; for the minute at most.
    function test_behavior_aBatchAheadOfTimeHoldsUpNobodyForMoreThanAMinute() public {
        IRollup.Batch memory ahead = batchOf(0, 1);
        ahead.now_ = uint48(START + 1 minutes);
        submit(ahead);
        vm.warp(START + 1 minutes - 1);
        expectRefused(
            batchOf(0, 2),
            "",
            abi.encodeWithSelector(IRollup.NowBeforePrevious.selector, START + 1 minutes - 1, START + 1 minutes)
        );
        vm.warp(START + 1 minutes);
        submit(batchOf(0, 2));
    }

    function test_error_nowBeforePrevious() public {
        submit(batchOf(0, 1));
        IRollup.Batch memory batch = batchOf(0, 2);
        batch.now_ = uint48(START - 1);
        expectRefused(batch, "", abi.encodeWithSelector(IRollup.NowBeforePrevious.selector, START - 1, START));
    }

    function test_error_opensThatArentQueued() public {
        IRollup.Batch memory batch = batchOf(2, 1);
        expectRefused(batch, proofOf(batch), abi.encodeWithSelector(IRollup.OpenNotQueued.selector, 2, 1, 2));
    }

    function test_error_opensInAnotherOrder() public {
        openAs(ALICE, 5, 500);
        IRollup.Batch memory batch = batchOf(2, 1);
        (batch.opens[0], batch.opens[1]) = (batch.opens[1], batch.opens[0]);
        bytes27 given = OpenQueue.commitmentOf(X2, Y2, 5);
        bytes27 expected = OpenQueue.commitmentOf(X1, Y1, 77);
        expectRefused(batch, proofOf(batch), abi.encodeWithSelector(IRollup.OpenMismatch.selector, 1, given, expected));
    }

    function test_error_openWithAnotherAmount() public {
        openAs(ALICE, 5, 500);
        IRollup.Batch memory batch = batchOf(2, 1);
        batch.opens[1].amount = 501;
        expectRefused(batch, proofOf(batch), abi.encodeWithSelector(IRollup.OpenAmountMismatch.selector, 2, 501, 500));
    }

    function test_error_withdrawsMoreThanTheTreeHolds() public {
        openAs(ALICE, 5, 500);
        IRollup.Batch memory batch = withWithdrawal(batchOf(2, 1), BOB, 501);
        expectRefused(batch, proofOf(batch), abi.encodeWithSelector(IRollup.WithdrawalsExceedTree.selector, 501, 500));
    }

    function test_error_inconsistentWithdrawals() public {
        IRollup.Batch memory batch = withWithdrawal(batchOf(1, 1), address(0), 5);
        expectRefused(batch, "", abi.encodeWithSelector(IRollup.InconsistentWithdrawal.selector, 0, 5, address(0)));
        batch = withWithdrawal(batchOf(1, 1), BOB, 0);
        expectRefused(batch, "", abi.encodeWithSelector(IRollup.InconsistentWithdrawal.selector, 0, 0, BOB));
    }

    /// @dev Raised by the modulus, a value is the same field element to a prover, but not to the contract.
    function testFuzz_error_raisedByTheModulus(uint256 which, uint256 slot) public {
        IRollup.Batch memory batch = batchOf(0, 1);
        bytes memory proof = proofOf(batch);
        slot = bound(slot, 0, 8);
        which = bound(which, 0, 3);
        if (which == 0) batch.newRoot += FIELD_MODULUS;
        if (which == 1) batch.salt += FIELD_MODULUS;
        if (which == 2) batch.leaves[slot] += FIELD_MODULUS;
        if (which == 3) batch.maskedWords[slot] += FIELD_MODULUS;
        string memory name = ["newRoot", "salt", "leaves", "maskedWords"][which];
        uint256 given = [batch.newRoot, batch.salt, batch.leaves[slot], batch.maskedWords[slot]][which];
        bytes memory reason =
            abi.encodeWithSelector(IRollup.NotInField.selector, name, which > 1 ? slot : 0, given, FIELD_MODULUS);
        expectRefused(batch, proof, reason);
    }

    /// @dev A serial with a bit above the 32nd would spill into its neighbour's place.
    function testFuzz_error_serialTooLarge(uint256 slot, uint256 serial) public {
        slot = bound(slot, 0, 8);
        serial = bound(serial, 2 ** 32, type(uint256).max);
        IRollup.Batch memory batch = batchOf(0, 1);
        bytes memory proof = proofOf(batch);
        // Encoded by hand, since the compiler would clean the serial.
        bytes memory data = abi.encodeCall(IRollup.submitBatch, (SHAPE_ID, batch, proof));
        uint256 place = find(data, batch.serials[slot]);
        assembly ("memory-safe") {
            mstore(add(data, place), serial)
        }
        (bool ok, bytes memory reason) = address(rollup).call(data);
        assertTrue(!ok, "refused");
        bytes memory expected = abi.encodeWithSelector(IRollup.SerialTooLarge.selector, slot, serial, type(uint32).max);
        assertTrue(keccak256(reason) == keccak256(expected), "reason");
    }

    /// @dev Any single bit of what a batch states is bound by its proof.
    function testFuzz_error_flippedBit(uint256 which, uint256 slot, uint256 bit) public {
        openAs(ALICE, 5, 500);
        IRollup.Batch memory batch = withWithdrawal(batchOf(2, 1), BOB, 77);
        bytes memory proof = proofOf(batch);
        // Later than the batch, so that its time may be flipped either way.
        vm.warp(START + 5 minutes);
        which = bound(which, 0, 7);
        slot = bound(slot, 0, 8);
        if (which == 0) batch.newRoot ^= 1 << bound(bit, 0, 252);
        if (which == 1) batch.salt ^= 1 << bound(bit, 0, 252);
        if (which == 2) batch.now_ ^= uint48(1 << bound(bit, 0, 8));
        if (which == 3) batch.serials[slot] ^= uint32(1 << bound(bit, 0, 31));
        if (which == 4) batch.leaves[slot] ^= 1 << bound(bit, 0, 252);
        if (which == 5) batch.maskedWords[slot] ^= 1 << bound(bit, 0, 252);
        if (which == 6) batch.withdrawals[0].amount ^= uint88(1 << bound(bit, 1, 6));
        if (which == 7) batch.withdrawals[0].recipient = address(uint160(BOB) ^ uint160(1 << bound(bit, 0, 159)));
        // Flipping a high bit may leave the field; that is another test's case.
        vm.assume(batch.newRoot < FIELD_MODULUS && batch.salt < FIELD_MODULUS);
        vm.assume(batch.leaves[slot] < FIELD_MODULUS && batch.maskedWords[slot] < FIELD_MODULUS);
        expectRefused(batch, proof, rejected(""));
    }

    function test_error_verifierReverts() public {
        bytes memory reason = abi.encodeWithSelector(HashVerifier.NotThirtyTwoBytes.selector);
        expectRefused(batchOf(0, 1), "", rejected(reason));
        expectRefused(batchOf(0, 1), new bytes(33), rejected(reason));
    }

    function test_error_proofOfAnotherStatement() public {
        bytes memory proof = proofOf(batchOf(0, 2));
        expectRefused(batchOf(0, 1), proof, rejected(""));
    }

    function rejected(bytes memory reason) private view returns (bytes memory) {
        return abi.encodeWithSelector(IRollup.ProofRejected.selector, SHAPE_ID, address(verifier), reason);
    }

    function wrongSize(string memory name, uint256 given, uint256 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRollup.WrongSize.selector, name, given, expected);
    }

    /// @dev Where a call's arguments have the word `value`, counted from the start of the bytes in memory.
    function find(bytes memory data, uint256 value) private pure returns (uint256) {
        for (uint256 place = 36; place < data.length + 32; place += 32) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(data, place))
            }
            if (word == value) return place;
        }
        revert NotTrue("the call has the word");
    }
}
