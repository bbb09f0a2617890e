// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {IPoseidon4} from "../contracts/uptime/IPoseidon4.sol";
import {IPoseidon5} from "../contracts/uptime/IPoseidon5.sol";
import {WatchTree} from "../contracts/uptime/WatchTree.sol";
import {CourtFixture} from "./support/CourtFixture.sol";

/// @title The court agrees on watch trees with the vectors that circom and TypeScript read too
contract WatchVectorsTest is CourtFixture {
    string private _json;

    function setUp() public {
        deployCourt();
        _json = vm.readFile("../circuits/vectors/watch.json");
    }

    function test_poseidon() public view {
        uint256[] memory four = vm.parseJsonUintArray(_json, ".poseidon[0].input");
        assertEq(
            IPoseidon4(poseidon4).poseidon([four[0], four[1], four[2], four[3]]),
            vm.parseJsonUint(_json, ".poseidon[0].output"),
            "four inputs"
        );
        uint256[] memory five = vm.parseJsonUintArray(_json, ".poseidon[1].input");
        assertEq(
            IPoseidon5(poseidon5).poseidon([five[0], five[1], five[2], five[3], five[4]]),
            vm.parseJsonUint(_json, ".poseidon[1].output"),
            "five inputs"
        );
    }

    function test_empty() public view {
        uint256[] memory empty = vm.parseJsonUintArray(_json, ".empty");
        for (uint256 level = 1; level < empty.length; ++level) {
            uint256 node = empty[level - 1];
            assertEq(IPoseidon4(poseidon4).poseidon([node, node, node, node]), empty[level], "empty node");
        }
    }

    function test_openings() public view {
        uint256 depth = vm.parseJsonUint(_json, ".depth");
        assertEq(depth, DEPTH, "depth");
        uint256 opened = 0;
        for (uint256 i = 0; i < 5; ++i) {
            string memory member = string.concat(".committee.members[", vm.toString(i), "]");
            uint256 root = vm.parseJsonUint(_json, string.concat(member, ".root"));
            // A member that posted none.
            if (root == 0) continue;
            ++opened;
            uint256[3][] memory siblings = new uint256[3][](depth);
            for (uint256 level = 0; level < depth; ++level) {
                string memory key = string.concat(member, ".siblings[", vm.toString(level), "]");
                uint256[] memory three = vm.parseJsonUintArray(_json, key);
                siblings[level] = [three[0], three[1], three[2]];
            }
            IUptimeCourt.Opening memory opening = IUptimeCourt.Opening({
                bitmap: uint96(vm.parseJsonUint(_json, string.concat(member, ".bitmap"))),
                index: uint32(vm.parseJsonUint(_json, string.concat(member, ".index"))),
                salt: vm.parseJsonUint(_json, string.concat(member, ".salt")),
                siblings: siblings
            });
            address watcher_ = vm.parseJsonAddress(_json, string.concat(member, ".watcher"));
            assertEq(this.rootOf(watcher_, opening), root, "root");
        }
        assertEq(opened, 4, "members with a root");
    }

    function rootOf(address watcher_, IUptimeCourt.Opening calldata opening) external view returns (uint256) {
        address provider = vm.parseJsonAddress(_json, ".committee.provider");
        uint32 epoch = uint32(vm.parseJsonUint(_json, ".committee.epoch"));
        return WatchTree.rootOf(IPoseidon4(poseidon4), IPoseidon5(poseidon5), DEPTH, watcher_, provider, epoch, opening);
    }
}
