// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CommitteeDraw} from "../contracts/uptime/CommitteeDraw.sol";
import {Test} from "./support/Test.sol";

contract CommitteeDrawTest is Test {
    function testFuzz_fiveDistinctPositionsBelowTheCount(bytes28 seed, address provider, uint32 count) public pure {
        count = uint32(bound(count, 5, type(uint32).max));
        uint256[5] memory positions = CommitteeDraw.draw(seed, provider, count);
        for (uint256 i = 0; i < 5; ++i) {
            assertTrue(positions[i] < count, "below the count");
            for (uint256 j = 0; j < i; ++j) {
                assertTrue(positions[i] != positions[j], "distinct");
            }
        }
    }

    /// @dev Small counts meet most collisions.
    function testFuzz_smallCounts(bytes28 seed, address provider, uint32 count) public pure {
        testFuzz_fiveDistinctPositionsBelowTheCount(seed, provider, uint32(bound(count, 5, 9)));
    }

    function test_behavior_fiveWatchersAreAllDrawn() public pure {
        uint256[5] memory positions = CommitteeDraw.draw(bytes28(uint224(1)), address(1), 5);
        uint256 drawn = 0;
        for (uint256 i = 0; i < 5; ++i) {
            drawn |= 1 << positions[i];
        }
        assertEq(drawn, 31, "positions");
    }

    function test_behavior_theSameSeedGivesTheSameCommittee() public pure {
        uint256[5] memory once = CommitteeDraw.draw(bytes28(uint224(7)), address(0xA11CE), 1_000);
        uint256[5] memory again = CommitteeDraw.draw(bytes28(uint224(7)), address(0xA11CE), 1_000);
        uint256[5] memory pinned = [uint256(969), 514, 296, 854, 138];
        for (uint256 i = 0; i < 5; ++i) {
            assertEq(once[i], again[i], "again");
            assertEq(once[i], pinned[i], "pinned");
        }
    }

    /// @dev Chi-squared over all 56 sets of 5 of 8: 5,600 draws, 100 expected of each. With 55 degrees of freedom, 93.2
    /// is the 99.9% quantile.
    function test_behavior_everySetIsAsLikely() public pure {
        uint256[256] memory seen;
        for (uint256 i = 0; i < 5_600; ++i) {
            uint256[5] memory positions = CommitteeDraw.draw(bytes28(keccak256(abi.encode(i))), address(0xA11CE), 8);
            uint256 set = 0;
            for (uint256 j = 0; j < 5; ++j) {
                set |= 1 << positions[j];
            }
            ++seen[set];
        }
        uint256 sets = 0;
        uint256 squares = 0;
        for (uint256 set = 0; set < 256; ++set) {
            if (seen[set] == 0) continue;
            ++sets;
            uint256 off = seen[set] > 100 ? seen[set] - 100 : 100 - seen[set];
            squares += off * off;
        }
        assertEq(sets, 56, "sets");
        assertTrue(squares < 9_320, "chi-squared");
    }
}
