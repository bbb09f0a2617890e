// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../contracts/interfaces/IRollup.sol";
import {PublicInputs} from "../contracts/rollup/PublicInputs.sol";
import {RollupTest} from "./support/RollupTest.sol";

/// @title The contract agrees with the vectors that Noir and TypeScript read too
contract VectorsTest is RollupTest {
    /// @dev Who deploys first from here gets the address that the vector's domain is for.
    address private constant DEPLOYER = 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266;

    function test_emptyRoot() public view {
        uint256[] memory empty = vm.parseJsonUintArray(vm.readFile("../circuits/vectors/tree.json"), ".empty");
        assertEq(rollup.EMPTY_ROOT(), empty[16], "empty root");
    }

    function test_domain() public {
        string memory json = vm.readFile("../circuits/vectors/publicInputs.json");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        vm.prank(DEPLOYER);
        rollup = deploy(address(token));
        assertEq(address(rollup), vm.parseJsonAddress(json, ".domain.rollup"), "address");
        assertEq(rollup.VERSION(), vm.parseJsonUint(json, ".domain.version"), "version");
        assertEq(rollup.domain(), vm.parseJsonUint(json, ".domain.domain"), "domain");
    }

    function test_header() public view {
        string memory json = vm.readFile("../circuits/vectors/publicInputs.json");
        uint256 header = PublicInputs.header(
            uint48(vm.parseJsonUint(json, ".header.now")),
            PublicInputs.operatorPart(
                uint16(vm.parseJsonUint(json, ".header.feeBps")),
                uint32(vm.parseJsonUint(json, ".header.operatorSerial"))
            ),
            uint32(vm.parseJsonUint(json, ".header.firstSerial")),
            vm.parseJsonUint(json, ".header.openCount")
        );
        assertEq(header, vm.parseJsonUint(json, ".header.packed"), "header");
    }

    function test_serials() public view {
        string memory json = vm.readFile("../circuits/vectors/publicInputs.json");
        uint256[] memory serials = vm.parseJsonUintArray(json, ".serials.serials");
        uint256[] memory packed = vm.parseJsonUintArray(json, ".serials.packed");
        IRollup.Batch memory batch = batchOf(0, 1);
        assertEq(batch.serials.length, serials.length, "updates");
        for (uint256 i = 0; i < serials.length; ++i) {
            batch.serials[i] = uint32(serials[i]);
        }
        bytes32[] memory inputs = this.build(batch);
        // After the five words of the head, and four for each open slot.
        uint256 first = 5 + 4 * uint256(shape().opens);
        for (uint256 i = 0; i < packed.length; ++i) {
            assertEq(uint256(inputs[first + i]), packed[i], "packed serials");
        }
    }

    function build(IRollup.Batch calldata batch) external pure returns (bytes32[] memory inputs) {
        (inputs,) = PublicInputs.build(batch, shape(), 1, 2);
    }
}
