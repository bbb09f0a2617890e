// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {StakeTest} from "./support/StakeTest.sol";

/// @title The watchers of each epoch, by position
contract WatcherSetTest is StakeTest {
    function test_default() public {
        seat(0);
        seat(1);
        seat(2);
        assertEq(registry.watcherCountAt(1), 0, "not yet");
        assertSet(2, 3, [w(0), w(1), w(2), address(0)]);
        assertSet(100, 3, [w(0), w(1), w(2), address(0)]);
    }

    function test_behavior_theLastOneTakesTheFreeSeat() public {
        for (uint256 i = 0; i < 4; ++i) {
            seat(i);
        }
        warpToEpoch(5);
        vm.prank(w(1));
        vm.expectEmit(address(registry));
        emit IStakeRegistry.WatcherSeated(7, 1, w(3), 3);
        vm.expectEmit(address(registry));
        emit IStakeRegistry.WatcherSeated(7, 3, address(0), 3);
        registry.startUnbonding(WATCHER, type(uint256).max);
        assertSet(6, 4, [w(0), w(1), w(2), w(3)]);
        assertSet(7, 3, [w(0), w(3), w(2), address(0)]);
        (bool seated, uint32 position) = registry.positionAt(6, w(3));
        assertTrue(seated && position == 3, "before");
        (seated, position) = registry.positionAt(7, w(3));
        assertTrue(seated && position == 1, "after");
        (seated,) = registry.positionAt(7, w(1));
        assertTrue(!seated, "gone");
        // The last one leaves without a replacement.
        vm.prank(w(2));
        registry.startUnbonding(WATCHER, type(uint256).max);
        assertSet(7, 2, [w(0), w(3), address(0), address(0)]);
        seat(9);
        assertSet(7, 3, [w(0), w(3), w(9), address(0)]);
    }

    /// @dev What counts for the present and the next epoch doesn't change any more.
    function test_behavior_theNextEpochsSetIsFixed() public {
        seat(0);
        seat(1);
        warpToEpoch(3);
        seat(2);
        vm.prank(w(0));
        registry.startUnbonding(WATCHER, type(uint256).max);
        assertSet(3, 2, [w(0), w(1), address(0), address(0)]);
        assertSet(4, 2, [w(0), w(1), address(0), address(0)]);
        assertSet(5, 2, [w(2), w(1), address(0), address(0)]);
    }

    /// @dev Against plain arrays: one set per epoch.
    function testFuzz_againstLists(bytes32 seed) public {
        address[][] memory sets = new address[][](9);
        address[] memory members = new address[](0);
        for (uint32 epoch = 0; epoch < 7; ++epoch) {
            warpToEpoch(epoch);
            seed = keccak256(abi.encode(seed));
            for (uint256 i = 0; i < 1 + uint256(seed) % 2; ++i) {
                if (members.length != 0 && uint256(seed >> (8 + 16 * i)) % 3 == 0) {
                    uint256 leaving = uint256(seed >> (64 + 32 * i)) % members.length;
                    vm.prank(members[leaving]);
                    registry.startUnbonding(WATCHER, type(uint256).max);
                    members = without(members, leaving);
                } else {
                    address joining = w(100 * epoch + i);
                    registerWatcher(joining, WATCHER_STAKE);
                    members = with(members, joining);
                }
            }
            sets[epoch + 2] = members;
        }
        for (uint32 epoch = 0; epoch < 9; ++epoch) {
            assertEq(registry.watcherCountAt(epoch), sets[epoch].length, "count");
            for (uint32 i = 0; i < sets[epoch].length; ++i) {
                assertEq(registry.watcherAt(epoch, i), sets[epoch][i], "watcher");
                (bool seated, uint32 position) = registry.positionAt(epoch, sets[epoch][i]);
                assertTrue(seated && position == i, "position");
            }
            assertEq(registry.watcherAt(epoch, uint32(sets[epoch].length)), address(0), "beyond");
        }
    }

    function seat(uint256 index) private {
        registerWatcher(w(index), WATCHER_STAKE);
    }

    function w(uint256 index) private pure returns (address) {
        return address(uint160(0x2000 + index));
    }

    function assertSet(uint32 epoch, uint256 count, address[4] memory expected) private view {
        assertEq(registry.watcherCountAt(epoch), count, "count");
        for (uint32 i = 0; i < 4; ++i) {
            assertEq(registry.watcherAt(epoch, i), expected[i], "watcher");
        }
    }

    function with(address[] memory members, address joining) private pure returns (address[] memory more) {
        more = new address[](members.length + 1);
        for (uint256 i = 0; i < members.length; ++i) {
            more[i] = members[i];
        }
        more[members.length] = joining;
    }

    function without(address[] memory members, uint256 leaving) private pure returns (address[] memory fewer) {
        fewer = new address[](members.length - 1);
        for (uint256 i = 0; i < fewer.length; ++i) {
            fewer[i] = members[i];
        }
        if (leaving < fewer.length) fewer[leaving] = members[fewer.length];
    }
}
