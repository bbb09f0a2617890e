// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {VerifierCall} from "../contracts/rollup/VerifierCall.sol";
import {Test} from "./support/Test.sol";

/// @title Which answers of a batch verifier count as an acceptance
contract VerifierCallTest is Test {
    address private constant VERIFIER = address(0x7E51F1E5);
    uint256 private constant SHAPE_ID = 7;

    function test_exactlyTrueIsAccepted() public {
        vm.etch(VERIFIER, hex"600160005260206000f3");
        this.ask("proof");
        vm.etch(VERIFIER, hex"600160005260406000f3");
        this.ask("proof");
    }

    function test_error_anotherAnswer() public {
        expectRejected(hex"600060005260206000f3", "");
        expectRejected(hex"600260005260206000f3", "");
        expectRejected(hex"600360005260206000f3", "");
        // Reverts with what would be an acceptance.
        expectRejected(hex"600160005260206000fd", abi.encode(1));
        // Reverts with three bytes.
        expectRejected(hex"62c0ffee6000526003601dfd", hex"c0ffee");
        expectRejected(hex"fe", "");
    }

    /// @dev Whatever lay in memory, where the answer would have been written, is no answer.
    function test_error_noAnswer() public {
        expectRejected(hex"", "");
        expectRejected(hex"00", "");
        // Returns 31 bytes.
        expectRejected(hex"601f6000f3", "");
    }

    /// @dev With a 1 left over in the memory that the answer is written to.
    function ask(bytes calldata proof) external view {
        bytes32[] memory inputs = new bytes32[](2);
        assembly ("memory-safe") {
            mstore(0, 1)
        }
        VerifierCall.requireValid(SHAPE_ID, VERIFIER, proof, inputs);
    }

    function expectRejected(bytes memory code, bytes memory reason) private {
        vm.etch(VERIFIER, code);
        vm.expectRevert(abi.encodeWithSelector(IRollup.ProofRejected.selector, SHAPE_ID, VERIFIER, reason));
        this.ask("proof");
    }
}
