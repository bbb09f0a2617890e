// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../interfaces/IRollup.sol";
import {IUsageProofVerifier} from "../interfaces/IUsageProofVerifier.sol";
import {IUsageVerifier} from "../interfaces/IUsageVerifier.sol";

/// @title Usage proofs against the roots that a rollup stored
/// @notice Nobody states a root: both come from the rollup, so a proof is about what batches settled, or about nothing.
/// @dev Has neither storage nor an owner: another statement needs another verifier, and integrators choose to move.
contract UsageVerifier is IUsageVerifier {
    /// @notice The largest number of a resource.
    uint256 public constant MAX_RESOURCE = 2;

    /// @notice The largest value of a counter.
    uint256 public constant MAX_INCREASE = 2 ** 44 - 1;

    IRollup private immutable _ROLLUP;
    IUsageProofVerifier private immutable _PROOF_VERIFIER;

    constructor(IRollup rollup_, IUsageProofVerifier proofVerifier_) {
        if (address(rollup_).code.length == 0) revert NotAContract("rollup", address(rollup_));
        if (address(proofVerifier_).code.length == 0) revert NotAContract("proofVerifier", address(proofVerifier_));
        _ROLLUP = rollup_;
        _PROOF_VERIFIER = proofVerifier_;
    }

    /// @inheritdoc IUsageVerifier
    function verifyUsage(
        uint256 serial,
        uint256 batchA,
        uint256 batchB,
        uint256 resource,
        uint256 minIncrease,
        uint256[8] calldata proof
    ) external view returns (bool) {
        if (serial == 0 || serial > type(uint32).max) {
            revert SerialOutOfRange(serial, 1, type(uint32).max);
        }
        if (batchA >= batchB) revert BatchesOutOfOrder(batchA, batchB);
        if (resource > MAX_RESOURCE) revert UnknownResource(resource, MAX_RESOURCE);
        if (minIncrease > MAX_INCREASE) revert IncreaseTooLarge(minIncrease, MAX_INCREASE);
        (uint256 rootA,) = _ROLLUP.rootAt(batchA);
        (uint256 rootB,) = _ROLLUP.rootAt(batchB);
        return _PROOF_VERIFIER.verify(proof, [serial, rootA, rootB, resource, minIncrease]);
    }

    /// @inheritdoc IUsageVerifier
    function interval(uint256 batchA, uint256 batchB) external view returns (uint48 timeA, uint48 timeB) {
        if (batchA >= batchB) revert BatchesOutOfOrder(batchA, batchB);
        (, timeA) = _ROLLUP.rootAt(batchA);
        (, timeB) = _ROLLUP.rootAt(batchB);
    }

    /// @inheritdoc IUsageVerifier
    function rollup() external view returns (address) {
        return address(_ROLLUP);
    }

    /// @inheritdoc IUsageVerifier
    function proofVerifier() external view returns (address) {
        return address(_PROOF_VERIFIER);
    }
}
