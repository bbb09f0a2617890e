// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IRollupSettings} from "../../contracts/interfaces/IRollupSettings.sol";
import {IRollup} from "../../contracts/interfaces/IRollup.sol";
import {FIELD_MODULUS} from "../../contracts/rollup/Field.sol";
import {Rollup} from "../../contracts/rollup/Rollup.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {HashVerifier} from "./HashVerifier.sol";
import {Statement} from "./Statement.sol";
import {Test} from "./Test.sol";

/// @title A deployed rollup, with shape 7 registered and a verifier double behind it
/// @notice This contract is the admin and the operator.
abstract contract RollupFixture is Test {
    uint256 internal constant START = 1_760_000_000;
    uint256 internal constant SHAPE_ID = 7;
    uint96 internal constant OPEN_FEE = 1e13;
    address internal constant FEE_RECIPIENT = address(0xFEE);
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);

    // Points of Grumpkin.
    uint256 internal constant X1 = 1;
    uint256 internal constant Y1 = 17631683881184975370165255887551781615748388533673675138860;
    uint256 internal constant X2 = 8;
    uint256 internal constant Y2 = 4676318870358861020693819486917894040626209956896743281030053833336051207588;

    AccessManager internal manager;
    TestToken internal token;
    Rollup internal rollup;
    HashVerifier internal verifier;

    /// @dev What was queued under each serial.
    mapping(uint256 serial => IRollup.Open) internal queued;

    /// @dev Deploys everything anew.
    function deployAll() internal {
        vm.warp(START);
        manager = new AccessManager(address(this));
        token = new TestToken("Test", "TEST", 6);
        verifier = new HashVerifier();
        rollup = deploySealed(address(token));
    }

    /// @dev Deploys a rollup, and ends its set-up with the one shape.
    function deploySealed(address token_) internal returns (Rollup deployed) {
        deployed = deploy(token_);
        deployed.setShape(SHAPE_ID, shape(), address(verifier));
        deployed.seal();
    }

    function shape() internal pure virtual returns (IRollupSettings.Shape memory) {
        return IRollupSettings.Shape({opens: 3, settlements: 5, credits: 2, withdrawals: 2});
    }

    function config(address token_) internal view returns (IRollup.Config memory) {
        return IRollup.Config({
            token: token_,
            authority: address(manager),
            refundDelay: 1 days,
            feeBps: 100,
            openFeeWei: OPEN_FEE,
            feeRecipient: FEE_RECIPIENT,
            operatorX: X1,
            operatorY: Y1,
            operatorTerms: 77,
            reservationDelay: 1 hours,
            reservationWindow: 15 minutes,
            reservationFeeWei: 0.001 ether,
            livenessPeriod: 1 days,
            governanceDelay: 14 days
        });
    }

    function deploy(address token_) internal returns (Rollup deployed) {
        deployed = new Rollup(config(token_));
        queued[1] = IRollup.Open({ownerX: X1, ownerY: Y1, terms: 77, amount: 0});
    }

    /// @dev Gives `opener` the tokens, the approval and the fee, and opens an account.
    function openAs(address opener, uint256 terms, uint88 amount) internal returns (uint32 serial) {
        fund(opener, amount);
        vm.prank(opener);
        serial = rollup.open{value: OPEN_FEE}(X2, Y2, terms, amount);
        queued[serial] = IRollup.Open({ownerX: X2, ownerY: Y2, terms: terms, amount: amount});
    }

    function fund(address opener, uint256 amount) internal {
        token.mint(opener, amount);
        vm.prank(opener);
        token.approve(address(rollup), type(uint256).max);
        vm.deal(opener, opener.balance + OPEN_FEE);
    }

    /// @dev A batch that takes `openCount` accounts and withdraws nothing; its contents come from `seed`.
    function batchOf(uint256 openCount, uint256 seed) internal view returns (IRollup.Batch memory batch) {
        IRollupSettings.Shape memory sizes = shape();
        uint256 updates = uint256(sizes.settlements) + sizes.credits + sizes.withdrawals;
        (, uint256 root,) = rollup.latest();
        (uint32 firstQueued,) = rollup.queue();
        batch.oldRoot = root;
        batch.newRoot = element(seed, 0);
        // Asked of Foundry, since the compiler rightly takes block.timestamp to be the same all through a call.
        batch.now_ = uint48(vm.getBlockTimestamp());
        batch.salt = element(seed, 1);
        batch.opens = new IRollup.Open[](openCount);
        for (uint256 i = 0; i < openCount; ++i) {
            batch.opens[i] = queued[firstQueued + i];
        }
        batch.serials = new uint32[](updates);
        batch.leaves = new uint256[](updates);
        batch.maskedWords = new uint256[](updates);
        for (uint256 i = 0; i < updates; ++i) {
            batch.serials[i] = uint32(element(seed, 2 + 3 * i));
            batch.leaves[i] = element(seed, 3 + 3 * i);
            batch.maskedWords[i] = element(seed, 4 + 3 * i);
        }
        batch.withdrawals = new IRollup.Withdrawal[](0);
    }

    function withWithdrawal(IRollup.Batch memory batch, address recipient, uint88 amount)
        internal
        pure
        returns (IRollup.Batch memory)
    {
        batch.withdrawals = new IRollup.Withdrawal[](1);
        batch.withdrawals[0] = IRollup.Withdrawal({amount: amount, recipient: recipient});
        return batch;
    }

    function proofOf(IRollup.Batch memory batch) internal view returns (bytes memory) {
        return Statement.hashProof(rollup, shape(), batch, false);
    }

    /// @dev The proof of a batch that is made without the operator.
    function ownProofOf(IRollup.Batch memory batch) internal view returns (bytes memory) {
        return Statement.hashProof(rollup, shape(), batch, true);
    }

    function submitOwn(address who, IRollup.Batch memory batch) internal {
        bytes memory proof = ownProofOf(batch);
        vm.prank(who);
        rollup.submitOwnBatch(SHAPE_ID, batch, proof);
    }

    /// @dev Reserves for `who` at what it costs now.
    function reserve(address who) internal returns (uint40 windowStart, uint40 windowEnd) {
        (uint256 fee,,) = rollup.nextSlot();
        vm.deal(who, who.balance + fee);
        vm.prank(who);
        return rollup.reserveSlot{value: fee}();
    }

    function submit(IRollup.Batch memory batch) internal {
        rollup.submitBatch(SHAPE_ID, batch, proofOf(batch));
    }

    /// @dev Submits and expects to fail with `reason`, and that nothing has moved.
    function expectRefused(IRollup.Batch memory batch, bytes memory proof, bytes memory reason) internal {
        (uint256 batchId, uint256 root,) = rollup.latest();
        (uint256 firstQueued,) = rollup.queue();
        uint256 inTree = rollup.totalInTree();
        vm.expectRevert(reason);
        rollup.submitBatch(SHAPE_ID, batch, proof);
        (uint256 batchIdAfter, uint256 rootAfter,) = rollup.latest();
        (uint256 firstQueuedAfter,) = rollup.queue();
        assertEq(batchIdAfter, batchId, "batch id");
        assertEq(rootAfter, root, "root");
        assertEq(firstQueuedAfter, firstQueued, "first queued");
        assertEq(rollup.totalInTree(), inTree, "in the tree");
    }

    function element(uint256 seed, uint256 index) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index))) % FIELD_MODULUS;
    }
}
