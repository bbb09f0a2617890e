// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollupSettings} from "../interfaces/IRollupSettings.sol";
import {IRollup} from "../interfaces/IRollup.sol";
import {FIELD_MODULUS, Field} from "./Field.sol";

/// @title The public inputs of a batch
/// @notice In this order, with O opens, U = settlements + credits + withdrawals updates and W withdrawals:
///
///     oldRoot, newRoot, domain, header, salt
///     O × (ownerX, ownerY, terms, amount)              0 for slots that the batch doesn't use
///     ⌈U/7⌉ words of update serials                    32 bits each, low bits first
///     U × (leaf, maskedWord)
///     W × (amount (88 bits) | recipient << 88)         0 for slots that the batch doesn't use
///
/// header = now (48) | feeBps (16) << 48 | operatorSerial (32) << 64 | firstSerial (32) << 96 | openCount (16) << 128, with feeBps and
/// operatorSerial 0 in a self-made batch
library PublicInputs {
    uint256 private constant HEAD_WORDS = 5;
    uint256 private constant OPEN_WORDS = 4;
    uint256 private constant SERIALS_PER_WORD = 7;

    /// @notice The operator's part of the header: 0 in a self-made batch, which names no operator and pays it nothing.
    function operatorPart(uint16 feeBps, uint32 operatorSerial) internal pure returns (uint256) {
        return (uint256(feeBps) << 48) | (uint256(operatorSerial) << 64);
    }

    /// @notice The header word. The openings' number is bounded by the shape, so it has 16 bits.
    function header(uint48 now_, uint256 operatorPart_, uint32 firstSerial, uint256 openCount)
        internal
        pure
        returns (uint256)
    {
        return uint256(now_) | operatorPart_ | (uint256(firstSerial) << 96) | (openCount << 128);
    }

    /// @notice Builds the public inputs from what the contract knows (`domain`, `header_`) and what the batch states.
    /// @dev Checks the lists' sizes against the shape, and each value of the batch that isn't bounded by its type. The
    /// opens' fields are not checked: they were when they were queued, and the batch must repeat them exactly.
    /// @return inputs The public inputs.
    /// @return withdrawn The sum of the withdrawals.
    function build(IRollup.Batch calldata batch, IRollupSettings.Shape memory shape, uint256 domain, uint256 header_)
        internal
        pure
        returns (bytes32[] memory inputs, uint256 withdrawn)
    {
        _checkSizes(batch, shape);
        Field.requireElement("newRoot", batch.newRoot);
        Field.requireElement("salt", batch.salt);

        uint256 updates = batch.serials.length;
        uint256 serialsAt = HEAD_WORDS + OPEN_WORDS * uint256(shape.opens);
        uint256 pairsAt = serialsAt + _serialWords(updates);
        uint256 withdrawalsAt = pairsAt + 2 * updates;

        // Fresh memory of a `new` array is zero, which is what unused slots are.
        inputs = new bytes32[](withdrawalsAt + shape.withdrawals);
        inputs[0] = bytes32(batch.oldRoot);
        inputs[1] = bytes32(batch.newRoot);
        inputs[2] = bytes32(domain);
        inputs[3] = bytes32(header_);
        inputs[4] = bytes32(batch.salt);
        _writeOpens(inputs, batch.opens);
        _writeSerials(inputs, serialsAt, batch.serials);
        _writePairs(inputs, pairsAt, batch.leaves, batch.maskedWords);
        withdrawn = _writeWithdrawals(inputs, withdrawalsAt, batch.withdrawals);
    }

    /// @notice The update words of public inputs that {build} made: the serials' words and the (leaf, maskedWord) pairs.
    function updatesOf(bytes32[] memory inputs, IRollupSettings.Shape memory shape)
        internal
        pure
        returns (bytes memory words)
    {
        uint256 updates = uint256(shape.settlements) + shape.credits + shape.withdrawals;
        uint256 first = HEAD_WORDS + OPEN_WORDS * uint256(shape.opens);
        uint256 count = _serialWords(updates) + 2 * updates;
        // Memory-safe: allocates a byte array of whole words. The words exist, since the shape is the inputs' own.
        assembly ("memory-safe") {
            words := mload(0x40)
            let size := mul(count, 0x20)
            mstore(words, size)
            mcopy(add(words, 0x20), add(inputs, mul(add(first, 1), 0x20)), size)
            mstore(0x40, add(add(words, 0x20), size))
        }
    }

    function _serialWords(uint256 updates) private pure returns (uint256) {
        return (updates + SERIALS_PER_WORD - 1) / SERIALS_PER_WORD;
    }

    function _checkSizes(IRollup.Batch calldata batch, IRollupSettings.Shape memory shape) private pure {
        uint256 updates = uint256(shape.settlements) + shape.credits + shape.withdrawals;
        if (batch.opens.length > shape.opens) revert IRollup.WrongSize("opens", batch.opens.length, shape.opens);
        if (batch.serials.length != updates) revert IRollup.WrongSize("serials", batch.serials.length, updates);
        if (batch.leaves.length != updates) revert IRollup.WrongSize("leaves", batch.leaves.length, updates);
        if (batch.maskedWords.length != updates) {
            revert IRollup.WrongSize("maskedWords", batch.maskedWords.length, updates);
        }
        if (batch.withdrawals.length > shape.withdrawals) {
            revert IRollup.WrongSize("withdrawals", batch.withdrawals.length, shape.withdrawals);
        }
    }

    /// @dev An {IRollup.Open} in calldata is exactly its four public inputs, so the list is copied at once.
    function _writeOpens(bytes32[] memory inputs, IRollup.Open[] calldata opens) private pure {
        // Memory-safe: the inputs have OPEN_WORDS words for each slot of the shape, and opens.length is at most that.
        assembly ("memory-safe") {
            calldatacopy(add(inputs, mul(add(HEAD_WORDS, 1), 0x20)), opens.offset, mul(opens.length, 0x80))
        }
    }

    /// @dev Seven serials to a word, 32 bits each, low bits first. The full words are unrolled, which takes a third of the
    /// gas; the last word, if there are serials left, is looped.
    function _writeSerials(bytes32[] memory inputs, uint256 first, uint32[] calldata serials) private pure {
        uint256 seen;
        // Memory-safe: writes ⌈length/7⌉ words from `first`, which the caller allotted. Reads stay within `serials`.
        assembly ("memory-safe") {
            let target := add(inputs, mul(add(first, 1), 0x20))
            let source := serials.offset
            let end := add(source, mul(serials.length, 0x20))
            for { let fullEnd := sub(end, mul(mod(serials.length, 7), 0x20)) } lt(source, fullEnd) {} {
                let serial := calldataload(source)
                seen := or(seen, serial)
                let word := serial
                serial := calldataload(add(source, 0x20))
                seen := or(seen, serial)
                word := or(word, shl(32, serial))
                serial := calldataload(add(source, 0x40))
                seen := or(seen, serial)
                word := or(word, shl(64, serial))
                serial := calldataload(add(source, 0x60))
                seen := or(seen, serial)
                word := or(word, shl(96, serial))
                serial := calldataload(add(source, 0x80))
                seen := or(seen, serial)
                word := or(word, shl(128, serial))
                serial := calldataload(add(source, 0xa0))
                seen := or(seen, serial)
                word := or(word, shl(160, serial))
                serial := calldataload(add(source, 0xc0))
                seen := or(seen, serial)
                word := or(word, shl(192, serial))
                mstore(target, word)
                target := add(target, 0x20)
                source := add(source, 0xe0)
            }
            for { let shift := 0 } lt(source, end) { shift := add(shift, 32) } {
                let serial := calldataload(source)
                seen := or(seen, serial)
                mstore(target, or(mload(target), shl(shift, serial)))
                source := add(source, 0x20)
            }
        }
        // One look for all: a serial with a bit above the 32nd would have spilled into its neighbours.
        if (seen >> 32 != 0) _revertSerialTooLarge(serials);
    }

    /// @dev (leaf, maskedWord) of each slot, each checked to be a canonical field element.
    function _writePairs(
        bytes32[] memory inputs,
        uint256 first,
        uint256[] calldata leaves,
        uint256[] calldata maskedWords
    ) private pure {
        bool allInField;
        // Memory-safe: writes 2 · length words from `first`, which the caller allotted; both lists have the same length.
        assembly ("memory-safe") {
            allInField := 1
            let target := add(inputs, mul(add(first, 1), 0x20))
            let source := leaves.offset
            let end := add(source, mul(leaves.length, 0x20))
            let gap := sub(maskedWords.offset, source)
            for {} lt(source, end) { source := add(source, 0x20) } {
                let leaf := calldataload(source)
                let masked := calldataload(add(source, gap))
                mstore(target, leaf)
                mstore(add(target, 0x20), masked)
                target := add(target, 0x40)
                allInField := and(allInField, and(lt(leaf, FIELD_MODULUS), lt(masked, FIELD_MODULUS)))
            }
        }
        // The slow search for the culprit runs only when there is one.
        if (!allInField) {
            Field.requireElements("leaves", leaves);
            Field.requireElements("maskedWords", maskedWords);
        }
    }

    function _writeWithdrawals(bytes32[] memory inputs, uint256 first, IRollup.Withdrawal[] calldata withdrawals)
        private
        pure
        returns (uint256 withdrawn)
    {
        for (uint256 i = 0; i < withdrawals.length; ++i) {
            uint88 amount = withdrawals[i].amount;
            address recipient = withdrawals[i].recipient;
            if ((amount == 0) != (recipient == address(0))) {
                revert IRollup.InconsistentWithdrawal(i, amount, recipient);
            }
            inputs[first + i] = bytes32(uint256(amount) | (uint256(uint160(recipient)) << 88));
            withdrawn += amount;
        }
    }

    /// @dev `serials` has a dirty element, which the compiler would refuse to read without saying which.
    function _revertSerialTooLarge(uint32[] calldata serials) private pure {
        for (uint256 i = 0; i < serials.length; ++i) {
            uint256 serial;
            assembly ("memory-safe") {
                serial := calldataload(add(serials.offset, mul(i, 0x20)))
            }
            if (serial > type(uint32).max) revert IRollup.SerialTooLarge(i, serial, type(uint32).max);
        }
    }
}
