// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {UsageRewards} from "@tallystick/examples/integrator/UsageRewards.sol";
import {IUsageVerifier} from "@tallystick/verifier-contracts/contracts/interfaces/IUsageVerifier.sol";

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {UsageTest} from "./support/UsageTest.sol";

contract UsageRewardsTest is UsageTest {
    uint256 private constant AMOUNT_PER_UNIT = 3;
    uint256 private constant SERIAL = 5;
    address private constant STRANGER = address(0x57);

    UsageRewards private rewards;

    function setUp() public override {
        super.setUp();
        rewards = new UsageRewards(IUsageVerifier(address(usage)), IERC20(address(token)), AMOUNT_PER_UNIT);
        token.mint(address(rewards), 1_000_000_000);
        rewards.enroll(SERIAL, ALICE, 1);
    }

    function test_default() public {
        pay(ALICE, SERIAL, 2, 1000);
        assertEq(token.balanceOf(ALICE), 3000, "in proportion");
    }

    function test_behavior_aCopiedProofPaysTheSerialsPayee() public {
        pay(STRANGER, SERIAL, 2, 1000);
        assertEq(token.balanceOf(STRANGER), 0, "the sender");
        assertEq(token.balanceOf(ALICE), 3000, "the payee");
        refuse(SERIAL, 2, 1000, abi.encodeWithSelector(UsageRewards.NothingNew.selector, 1000, 1000));
    }

    function test_behavior_unitsCountOnce() public {
        pay(ALICE, SERIAL, 2, 1000);
        pay(ALICE, SERIAL, 3, 1500);
        assertEq(token.balanceOf(ALICE), 4500, "all of it once");
        refuse(SERIAL, 2, 1000, abi.encodeWithSelector(UsageRewards.NothingNew.selector, 1000, 1500));
    }

    /// @dev Who knows the view key can prove less than was delivered; the rest stays payable.
    function test_behavior_aLowProofUsesNothingUp() public {
        pay(STRANGER, SERIAL, 3, 1);
        pay(ALICE, SERIAL, 3, 1500);
        assertEq(token.balanceOf(ALICE), 4500, "all of it");
    }

    function testFuzz_behavior_anyOrderPaysTheLargest(uint256 seed) public {
        uint256 largest = 0;
        for (uint256 i = 0; i < 6; ++i) {
            uint48 units = uint48(bound(element(seed, 2 * i), 1, 1_000_000));
            uint256 batch = bound(element(seed, 2 * i + 1), 2, 3);
            if (units > largest) {
                pay(STRANGER, SERIAL, batch, units);
                largest = units;
            } else {
                refuse(SERIAL, batch, units, abi.encodeWithSelector(UsageRewards.NothingNew.selector, units, largest));
            }
        }
        assertEq(token.balanceOf(ALICE), largest * AMOUNT_PER_UNIT, "paid");
    }

    function test_error_anotherSerialsProof() public {
        rewards.enroll(6, BOB, 1);
        uint256[8] memory proof = usageProof(SERIAL, 1, 2, 0, 1000);
        vm.expectRevert(abi.encodeWithSelector(UsageRewards.ProofRejected.selector, 6, 2, 1000));
        rewards.reward(6, 2, 1000, proof);
    }

    function test_error_moreUnitsThanProven() public {
        uint256[8] memory proof = usageProof(SERIAL, 1, 2, 0, 1000);
        vm.expectRevert(abi.encodeWithSelector(UsageRewards.ProofRejected.selector, SERIAL, 2, 1001));
        rewards.reward(SERIAL, 2, 1001, proof);
    }

    function test_error_unitsOfBeforeEnrolment() public {
        uint256[8] memory proof = usageProof(SERIAL, 0, 2, 0, 5000);
        vm.expectRevert(abi.encodeWithSelector(UsageRewards.ProofRejected.selector, SERIAL, 2, 5000));
        rewards.reward(SERIAL, 2, 5000, proof);
    }

    function test_error_anotherResource() public {
        uint256[8] memory proof = usageProof(SERIAL, 1, 2, 1, 1000);
        vm.expectRevert(abi.encodeWithSelector(UsageRewards.ProofRejected.selector, SERIAL, 2, 1000));
        rewards.reward(SERIAL, 2, 1000, proof);
    }

    function test_error_batches() public {
        uint256[8] memory proof;
        vm.expectRevert(abi.encodeWithSelector(IUsageVerifier.BatchesOutOfOrder.selector, 1, 1));
        rewards.reward(SERIAL, 1, 1000, proof);
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownBatch.selector, 4, 3));
        rewards.reward(SERIAL, 4, 1000, proof);
    }

    function test_error_notEnrolled() public {
        uint256[8] memory proof = usageProof(6, 1, 2, 0, 1000);
        vm.expectRevert(abi.encodeWithSelector(UsageRewards.NotEnrolled.selector, 6));
        rewards.reward(6, 2, 1000, proof);
    }

    function test_error_enroll() public {
        vm.expectRevert(abi.encodeWithSelector(UsageRewards.AlreadyEnrolled.selector, SERIAL, ALICE));
        rewards.enroll(SERIAL, BOB, 1);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, BOB));
        vm.prank(BOB);
        rewards.enroll(7, BOB, 1);
    }

    /// @dev An empty till keeps the proof good for later.
    function test_error_tooFewTokens() public {
        uint256[8] memory proof = usageProof(SERIAL, 1, 2, 0, 1_000_000_000);
        uint256 held = token.balanceOf(address(rewards));
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, address(rewards), held, 3_000_000_000
            )
        );
        rewards.reward(SERIAL, 2, 1_000_000_000, proof);
        token.mint(address(rewards), 2_000_000_000);
        rewards.reward(SERIAL, 2, 1_000_000_000, proof);
        assertEq(token.balanceOf(ALICE), 3_000_000_000, "paid");
    }

    function pay(address sender, uint256 serial, uint256 batch, uint48 units) private {
        uint256[8] memory proof = usageProof(serial, 1, batch, 0, units);
        vm.prank(sender);
        rewards.reward(serial, batch, units, proof);
    }

    function refuse(uint256 serial, uint256 batch, uint48 units, bytes memory reason) private {
        uint256[8] memory proof = usageProof(serial, 1, batch, 0, units);
        vm.expectRevert(reason);
        rewards.reward(serial, batch, units, proof);
    }
}
