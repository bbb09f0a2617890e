// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollupSettings} from "../contracts/interfaces/IRollupSettings.sol";
import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {RollupTest} from "./support/RollupTest.sol";

/// @title What the rollup's own part of the work costs
/// @notice Each figure is a whole transaction's, with calldata and base cost; but the verifier is a double, and its
/// proof a word: a real one costs about 900k gas for the verification and 250k for the proof's calldata more.
contract GasTest is RollupTest {
    function setUp() public override {
        super.setUp();
        submit(batchOf(1, 1));
    }

    /// @dev About the sizes of the largest batch circuit: 150 updates.
    function shape() internal pure override returns (IRollupSettings.Shape memory) {
        return IRollupSettings.Shape({opens: 16, settlements: 120, credits: 24, withdrawals: 6});
    }

    function test_open() public {
        fund(ALICE, 500);
        vm.prank(ALICE);
        rollup.open{value: OPEN_FEE}(X2, Y2, 5, 500);
        vm.snapshotGasLastCall("open");
    }

    function test_claim() public {
        openAs(ALICE, 1, 500);
        submit(withWithdrawal(batchOf(1, 2), BOB, 5));
        rollup.claim(BOB);
        vm.snapshotGasLastCall("claim");
    }

    function test_reserveSlot() public {
        vm.deal(ALICE, 1 ether);
        // The first one pays for a fresh account's first wei.
        reserve(BOB);
        vm.prank(ALICE);
        rollup.reserveSlot{value: 0.002 ether}();
        vm.snapshotGasLastCall("reserveSlot");
    }

    function test_submitOwnBatch_150Updates() public {
        (uint40 start,) = reserve(ALICE);
        vm.warp(start);
        IRollup.Batch memory batch = batchOf(0, 2);
        bytes memory proof = ownProofOf(batch);
        vm.prank(ALICE);
        rollup.submitOwnBatch(SHAPE_ID, batch, proof);
        vm.snapshotGasLastCall("submitOwnBatch, 150 updates");
    }

    /// @dev With windows reserved by others, outside of which the operator submits.
    function test_submitBatch_150Updates_windowsReserved() public {
        (uint40 start,) = reserve(ALICE);
        reserve(ALICE);
        vm.warp(start - 1);
        measure("submitBatch, 150 updates, windows reserved", batchOf(0, 2));
    }

    function test_submitBatch_150Updates() public {
        measure("submitBatch, 150 updates", batchOf(0, 2));
    }

    function test_submitBatch_150Updates_16Opens() public {
        for (uint256 i = 0; i < 16; ++i) {
            openAs(ALICE, i, 500);
        }
        measure("submitBatch, 150 updates, 16 opens", batchOf(16, 2));
    }

    function test_submitBatch_150Updates_6Withdrawals() public {
        openAs(ALICE, 1, 500);
        submit(batchOf(1, 2));
        IRollup.Batch memory batch = batchOf(0, 3);
        batch.withdrawals = new IRollup.Withdrawal[](6);
        for (uint160 i = 0; i < 6; ++i) {
            batch.withdrawals[i] = IRollup.Withdrawal({amount: 5, recipient: address(0x1000 + i)});
        }
        measure("submitBatch, 150 updates, 6 withdrawals", batch);
    }

    function measure(string memory name, IRollup.Batch memory batch) private {
        bytes memory proof = proofOf(batch);
        rollup.submitBatch(SHAPE_ID, batch, proof);
        vm.snapshotGasLastCall(name);
    }
}
