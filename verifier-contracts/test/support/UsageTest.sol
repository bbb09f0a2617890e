// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../../contracts/interfaces/IRollup.sol";
import {IUsageProofVerifier} from "../../contracts/interfaces/IUsageProofVerifier.sol";
import {UsageVerifier} from "../../contracts/usage/UsageVerifier.sol";
import {HashUsageVerifier} from "./HashUsageVerifier.sol";
import {RollupTest} from "./RollupTest.sol";

/// @title A test that starts from a rollup with three batches and a usage verifier over it
abstract contract UsageTest is RollupTest {
    uint256 internal constant BATCHES = 3;

    HashUsageVerifier internal proofVerifier;
    UsageVerifier internal usage;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i = 1; i <= BATCHES; ++i) {
            vm.warp(START + i * 1 hours);
            submit(batchOf(0, i));
        }
        proofVerifier = new HashUsageVerifier();
        usage = new UsageVerifier(IRollup(address(rollup)), IUsageProofVerifier(address(proofVerifier)));
    }

    /// @dev A proof of a statement, with the roots that {submit} made.
    function usageProof(uint256 serial, uint256 batchA, uint256 batchB, uint256 resource, uint256 units)
        internal
        view
        returns (uint256[8] memory)
    {
        return proofVerifier.proofOf([serial, rootOf(batchA), rootOf(batchB), resource, units]);
    }

    function rootOf(uint256 batchId) internal view returns (uint256) {
        return batchId == 0 ? rollup.EMPTY_ROOT() : element(batchId, 0);
    }
}
