// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeCourt} from "../interfaces/IUptimeCourt.sol";

/// @title What happened to a provider in its latest epochs
/// @notice One slot per provider: the latest epoch on record in the lowest 32 bits, then a record of 12 bits for it and
/// each of the 15 before. A record's lowest bit says whether the epoch is settled without a slash (the registry knows
/// those with one); then come two bits for each of the five members' leaves.
/// @dev Proofs write this slot again and again, instead of a fresh one, which would cost 17,000 gas more. All of an
/// epoch's windows together are shorter than 14 epochs, so no record is lost that could still count.
library EpochRecords {
    uint256 private constant _REMEMBERED = 16;
    uint256 private constant _LATEST_BITS = 32;
    uint256 private constant _LATEST_MASK = (1 << _LATEST_BITS) - 1;
    uint256 private constant _RECORD_BITS = 12;
    uint256 private constant _RECORD_MASK = (1 << _RECORD_BITS) - 1;
    uint256 private constant _SETTLED = 1;
    uint256 private constant _LEAF_BITS = 2;
    uint256 private constant _LEAF_MASK = (1 << _LEAF_BITS) - 1;

    // ------------------------------------------------------------------ the slot

    /// @notice An epoch's record; 0 if there is none. One that is no longer on record answers settled.
    function read(uint256 records, uint256 epoch) internal pure returns (uint256) {
        unchecked {
            uint256 latest = records & _LATEST_MASK;
            if (epoch > latest) return 0;
            uint256 age = latest - epoch;
            return age < _REMEMBERED ? (records >> (_LATEST_BITS + age * _RECORD_BITS)) & _RECORD_MASK : _SETTLED;
        }
    }

    /// @notice The records with an epoch's replaced.
    /// @dev Not for an epoch that is no longer on record.
    function write(uint256 records, uint256 epoch, uint256 record) internal pure returns (uint256) {
        unchecked {
            uint256 latest = records & _LATEST_MASK;
            if (epoch <= latest) {
                uint256 shift = _LATEST_BITS + (latest - epoch) * _RECORD_BITS;
                return (records & ~(_RECORD_MASK << shift)) | (record << shift);
            }
            // A shift by 256 bits or more clears everything.
            uint256 kept = (records >> _LATEST_BITS) << ((epoch - latest) * _RECORD_BITS);
            return ((kept | record) << _LATEST_BITS) | epoch;
        }
    }

    // ------------------------------------------------------------------ a record

    function isSettled(uint256 record) internal pure returns (bool) {
        return record & _SETTLED != 0;
    }

    function settled(uint256 record) internal pure returns (uint256) {
        return record | _SETTLED;
    }

    /// @notice Whether anything happened to a member's leaf.
    function isTouched(uint256 record) internal pure returns (bool) {
        return record > _SETTLED;
    }

    function leafOf(uint256 record, uint256 member) internal pure returns (IUptimeCourt.LeafState) {
        return IUptimeCourt.LeafState((record >> (1 + member * _LEAF_BITS)) & _LEAF_MASK);
    }

    /// @notice Whether a member's root doesn't count. A demand that wasn't answered in time counts as struck at once, so
    /// that what a proof must say doesn't depend on when {IUptimeCourt.strike} is called.
    /// @param late Whether demands had to be answered by now.
    function isStruck(uint256 record, uint256 member, bool late) internal pure returns (bool) {
        unchecked {
            uint256 leaf = (record >> (1 + member * _LEAF_BITS)) & _LEAF_MASK;
            return leaf == uint256(IUptimeCourt.LeafState.Struck)
                || (late && leaf == uint256(IUptimeCourt.LeafState.Demanded));
        }
    }

    function withLeaf(uint256 record, uint256 member, IUptimeCourt.LeafState leaf) internal pure returns (uint256) {
        uint256 shift = 1 + member * _LEAF_BITS;
        return (record & ~(_LEAF_MASK << shift)) | (uint256(leaf) << shift);
    }
}
