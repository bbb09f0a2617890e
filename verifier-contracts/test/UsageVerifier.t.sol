// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {IUsageProofVerifier} from "../contracts/interfaces/IUsageProofVerifier.sol";
import {IUsageVerifier} from "../contracts/interfaces/IUsageVerifier.sol";
import {UsageVerifier} from "../contracts/usage/UsageVerifier.sol";
import {UsageTest} from "./support/UsageTest.sol";

contract UsageVerifierTest is UsageTest {
    function test_default() public view {
        uint256[8] memory proof = usageProof(5, 1, 3, 2, 1000);
        assertTrue(usage.verifyUsage(5, 1, 3, 2, 1000, proof), "accepted");
        assertEq(usage.rollup(), address(rollup), "rollup");
        assertEq(usage.proofVerifier(), address(proofVerifier), "proof verifier");
    }

    function test_behavior_batchZeroIsTheEmptyTree() public view {
        assertTrue(usage.verifyUsage(5, 0, 1, 0, 7, usageProof(5, 0, 1, 0, 7)), "accepted");
    }

    function test_behavior_boundsAreInclusive() public view {
        uint256 most = usage.MAX_INCREASE();
        assertEq(most, 2 ** 44 - 1, "44 bits");
        uint256 serial = type(uint32).max;
        assertTrue(usage.verifyUsage(serial, 0, 3, 2, most, usageProof(serial, 0, 3, 2, most)), "accepted");
    }

    /// @dev A proof is of its statement only: every argument goes into the public inputs.
    function testFuzz_behavior_anotherStatementIsRefused(uint256 seed) public view {
        uint256[8] memory proof = usageProof(5, 1, 2, 1, 1000);
        uint256 serial = 1 + element(seed, 1) % type(uint32).max;
        uint256 batchB = bound(element(seed, 2), 1, BATCHES);
        uint256 batchA = bound(element(seed, 3), 0, batchB - 1);
        uint256 resource = bound(element(seed, 4), 0, 2);
        uint256 units = bound(element(seed, 5), 0, usage.MAX_INCREASE());
        // Each of them alone is other than proven in one run of five.
        uint256 only = seed % 5;
        if (only != 0) serial = 5;
        if (only != 1) (batchA, batchB) = (1, only == 2 ? 3 : 2);
        if (only != 3) resource = 1;
        if (only != 4) units = 1000;
        bool same = serial == 5 && batchA == 1 && batchB == 2 && resource == 1 && units == 1000;
        bool accepted = usage.verifyUsage(serial, batchA, batchB, resource, units, proof);
        assertTrue(accepted == same, "accepted exactly the statement that was proven");
    }

    function test_behavior_interval() public view {
        (uint48 timeA, uint48 timeB) = usage.interval(1, 3);
        assertEq(timeA, START + 1 hours, "time of batch 1");
        assertEq(timeB, START + 3 hours, "time of batch 3");
        (timeA,) = usage.interval(0, 1);
        assertEq(timeA, START - 15 minutes, "the rollup's own beginning");
    }

    function testFuzz_error_batchesOutOfOrder(uint256 batchA, uint256 batchB) public {
        if (batchA < batchB) (batchA, batchB) = (batchB, batchA);
        uint256[8] memory proof;
        bytes memory expected = abi.encodeWithSelector(IUsageVerifier.BatchesOutOfOrder.selector, batchA, batchB);
        vm.expectRevert(expected);
        usage.verifyUsage(5, batchA, batchB, 0, 1, proof);
        vm.expectRevert(expected);
        usage.interval(batchA, batchB);
    }

    function testFuzz_error_unknownBatch(uint256 batchB) public {
        batchB = bound(batchB, BATCHES + 1, type(uint256).max);
        uint256[8] memory proof;
        bytes memory expected = abi.encodeWithSelector(IUsageVerifier.UnknownBatch.selector, batchB, BATCHES);
        vm.expectRevert(expected);
        usage.verifyUsage(5, 1, batchB, 0, 1, proof);
        vm.expectRevert(expected);
        usage.interval(1, batchB);
    }

    function test_error_unknownBatch_isTheRollupsOwn() public pure {
        assertTrue(IUsageVerifier.UnknownBatch.selector == IRollup.UnknownBatch.selector, "one error");
    }

    function testFuzz_error_unknownResource(uint256 resource) public {
        resource = bound(resource, 3, type(uint256).max);
        uint256[8] memory proof;
        vm.expectRevert(abi.encodeWithSelector(IUsageVerifier.UnknownResource.selector, resource, 2));
        usage.verifyUsage(5, 1, 2, resource, 1, proof);
    }

    function testFuzz_error_increaseTooLarge(uint256 units) public {
        units = bound(units, 2 ** 44, type(uint256).max);
        uint256[8] memory proof;
        vm.expectRevert(abi.encodeWithSelector(IUsageVerifier.IncreaseTooLarge.selector, units, 2 ** 44 - 1));
        usage.verifyUsage(5, 1, 2, 0, units, proof);
    }

    function testFuzz_error_serialOutOfRange(uint256 serial) public {
        serial = serial % 2 == 0 ? 0 : bound(serial, 2 ** 32, type(uint256).max);
        uint256[8] memory proof;
        vm.expectRevert(abi.encodeWithSelector(IUsageVerifier.SerialOutOfRange.selector, serial, 1, type(uint32).max));
        usage.verifyUsage(serial, 1, 2, 0, 1, proof);
    }

    function test_error_notAContract() public {
        vm.expectRevert(abi.encodeWithSelector(IUsageVerifier.NotAContract.selector, "rollup", ALICE));
        new UsageVerifier(IRollup(ALICE), IUsageProofVerifier(address(proofVerifier)));
        vm.expectRevert(abi.encodeWithSelector(IUsageVerifier.NotAContract.selector, "proofVerifier", BOB));
        new UsageVerifier(IRollup(address(rollup)), IUsageProofVerifier(BOB));
    }
}
