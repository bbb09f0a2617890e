// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeProofVerifier} from "../contracts/interfaces/IUptimeProofVerifier.sol";
import {UptimeProofCall} from "../contracts/uptime/UptimeProofCall.sol";
import {Test} from "./support/Test.sol";

/// @title Which answers of an uptime verifier count as an acceptance
contract UptimeProofCallTest is Test {
    using UptimeProofCall for IUptimeProofVerifier;

    IUptimeProofVerifier private constant VERIFIER = IUptimeProofVerifier(address(0x7E51F1E5));

    function test_exactlyTrueIsAccepted() public {
        assertTrue(accepts(hex"600160005260206000f3"), "returns 1");
        assertTrue(accepts(hex"600160005260406000f3"), "returns 1 and more");
    }

    function test_error_anotherAnswer() public {
        assertTrue(!accepts(hex"600060005260206000f3"), "returns 0");
        assertTrue(!accepts(hex"600260005260206000f3"), "returns 2");
        assertTrue(!accepts(hex"600360005260206000f3"), "returns 3");
        assertTrue(!accepts(hex"600160005260206000fd"), "reverts with 1");
        assertTrue(!accepts(hex"fe"), "fails");
    }

    /// @dev Whatever lay in memory, where the answer would have been written, is no answer.
    function test_error_noAnswer() public {
        assertTrue(!accepts(hex""), "has no code");
        assertTrue(!accepts(hex"00"), "returns nothing");
        assertTrue(!accepts(hex"601f6000f3"), "returns 31 bytes");
    }

    /// @dev With a 1 left over in the memory that the answer is written to.
    function ask(uint256[8] calldata proof) external view returns (bool accepted) {
        uint256[8] memory inputs;
        assembly ("memory-safe") {
            mstore(0, 1)
        }
        accepted = VERIFIER.isValid(proof, inputs);
    }

    function accepts(bytes memory code) private returns (bool) {
        vm.etch(address(VERIFIER), code);
        uint256[8] memory proof;
        return this.ask(proof);
    }
}
