// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IUsageVerifier} from "@tallystick/verifier-contracts/contracts/interfaces/IUsageVerifier.sol";

/// @title Rewards for providers, in proportion to the compute that they provably delivered
contract UsageRewards is Ownable {
    using SafeERC20 for IERC20;

    /// @dev Fixed at enrolment, so that a serial's proofs pay its payee, whoever sends them.
    struct Provider {
        address payee;
        uint48 firstBatch;
        uint48 paidUnits;
    }

    error AlreadyEnrolled(uint256 serial, address payee);
    error NotEnrolled(uint256 serial);
    error ProofRejected(uint256 serial, uint256 batch, uint256 units);
    error NothingNew(uint256 units, uint256 paidUnits);

    event Enrolled(uint256 indexed serial, address indexed payee, uint48 firstBatch);
    event Rewarded(uint256 indexed serial, address indexed payee, uint256 units, uint256 amount);

    uint256 public constant COMPUTE = 0;
    IUsageVerifier public immutable VERIFIER;
    IERC20 public immutable TOKEN;
    uint256 public immutable AMOUNT_PER_UNIT;
    mapping(uint256 serial => Provider) public providers;

    constructor(IUsageVerifier verifier, IERC20 token, uint256 amountPerUnit) Ownable(msg.sender) {
        (VERIFIER, TOKEN, AMOUNT_PER_UNIT) = (verifier, token, amountPerUnit);
    }

    function enroll(uint256 serial, address payee, uint48 firstBatch) external onlyOwner {
        if (providers[serial].payee != address(0)) revert AlreadyEnrolled(serial, providers[serial].payee);
        providers[serial] = Provider({payee: payee, firstBatch: firstBatch, paidUnits: 0});
        emit Enrolled(serial, payee, firstBatch);
    }

    /// @param units All units since the serial's first batch; those paid before are taken off, so no unit counts twice.
    function reward(uint256 serial, uint256 batch, uint48 units, uint256[8] calldata proof) external {
        Provider storage provider = providers[serial];
        (address payee, uint256 paidUnits) = (provider.payee, provider.paidUnits);
        if (payee == address(0)) revert NotEnrolled(serial);
        if (units <= paidUnits) revert NothingNew(units, paidUnits);
        if (!VERIFIER.verifyUsage(serial, provider.firstBatch, batch, COMPUTE, units, proof)) {
            revert ProofRejected(serial, batch, units);
        }
        provider.paidUnits = units;
        uint256 amount = (units - paidUnits) * AMOUNT_PER_UNIT;
        emit Rewarded(serial, payee, units - paidUnits, amount);
        TOKEN.safeTransfer(payee, amount);
    }
}
