// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {SlashedEpochs} from "../contracts/stake/SlashedEpochs.sol";
import {EpochRecords} from "../contracts/uptime/EpochRecords.sol";
import {Test} from "./support/Test.sol";

/// @title The two packed books of epochs, against plain mappings
contract EpochBooksTest is Test {
    using EpochRecords for uint256;

    mapping(uint256 epoch => bool) private _marked;
    mapping(uint256 epoch => uint256) private _records;

    /// @dev Time goes on by random steps; each time an epoch within reach is looked up and marked.
    function testFuzz_slashedEpochs(bytes32 seed) public {
        uint24 latest = 0;
        uint16 bits = 0;
        uint256 current = 1 + uint256(seed) % 40;
        for (uint256 step = 0; step < 24; ++step) {
            seed = keccak256(abi.encode(seed));
            current += uint256(seed) % 4 == 0 ? uint256(seed >> 8) % 20 : uint256(seed >> 8) % 2;
            uint256 reach = current < SlashedEpochs.MAX_REACH ? current : SlashedEpochs.MAX_REACH;
            uint256 epoch = current - 1 - uint256(seed >> 64) % reach;
            bool marked = SlashedEpochs.isMarked(latest, bits, epoch);
            assertTrue(marked == _marked[epoch], "marked");
            if (!marked) (latest, bits) = SlashedEpochs.mark(latest, bits, epoch);
            _marked[epoch] = true;
            // Nothing else within reach has changed.
            for (uint256 age = 1; age <= reach; ++age) {
                bool expected = _marked[current - age];
                assertTrue(SlashedEpochs.isMarked(latest, bits, current - age) == expected, "the others");
            }
        }
    }

    function testFuzz_epochRecords(bytes32 seed) public {
        uint256 records = 0;
        uint256 current = 1 + uint256(seed) % 40;
        for (uint256 step = 0; step < 24; ++step) {
            seed = keccak256(abi.encode(seed));
            current += uint256(seed) % 4 == 0 ? uint256(seed >> 8) % 20 : uint256(seed >> 8) % 2;
            uint256 reach = current < 15 ? current : 15;
            uint256 epoch = current - 1 - uint256(seed >> 64) % reach;
            uint256 record = records.read(epoch);
            assertEq(record, _records[epoch], "record");
            uint256 member = uint256(seed >> 128) % 5;
            record = uint256(seed >> 160) % 3 == 0
                ? record.settled()
                : record.withLeaf(member, IUptimeCourt.LeafState(uint256(seed >> 192) % 4));
            records = records.write(epoch, record);
            _records[epoch] = record;
            for (uint256 age = 1; age <= reach; ++age) {
                assertEq(records.read(current - age), _records[current - age], "the others");
            }
        }
    }

    function test_aRecordsFields() public pure {
        uint256 record = 0;
        assertTrue(!record.isSettled() && !record.isTouched(), "empty");
        for (uint256 member = 0; member < 5; ++member) {
            record = record.withLeaf(member, IUptimeCourt.LeafState(1 + member % 3));
        }
        assertTrue(record.isTouched() && !record.isSettled(), "touched");
        record = record.settled();
        assertTrue(record.isSettled(), "settled");
        for (uint256 member = 0; member < 5; ++member) {
            assertEq(uint256(record.leafOf(member)), 1 + member % 3, "leaf");
        }
        assertTrue(!uint256(1).isTouched(), "settled alone isn't touched");
    }

    function test_whatIsForgottenCountsAsDone() public pure {
        uint256 records = uint256(0).write(100, 0);
        assertEq(records.read(84), 1, "record");
        assertEq(records.read(85), 0, "still on record");
        assertTrue(SlashedEpochs.isMarked(100, 1, 84), "slashed");
        assertTrue(!SlashedEpochs.isMarked(100, 1, 85), "still remembered");
    }
}
