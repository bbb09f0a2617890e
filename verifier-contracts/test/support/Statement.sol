// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollupSettings} from "../../contracts/interfaces/IRollupSettings.sol";
import {IRollup} from "../../contracts/interfaces/IRollup.sol";

/// @title The public inputs of a batch, written down as plainly as can be
/// @notice The tests' own reading of the format, which the rollup's must equal.
library Statement {
    /// @param own Whether the batch is made without the operator.
    function publicInputs(IRollup rollup, IRollupSettings.Shape memory shape, IRollup.Batch memory batch, bool own)
        internal
        view
        returns (bytes32[] memory inputs)
    {
        uint256 updates = uint256(shape.settlements) + shape.credits + shape.withdrawals;
        uint256 serialWords = (updates + 6) / 7;
        inputs = new bytes32[](5 + 4 * uint256(shape.opens) + serialWords + 2 * updates + shape.withdrawals);
        (uint32 firstSerial,) = rollup.queue();
        uint256 cursor = 0;
        inputs[cursor++] = bytes32(batch.oldRoot);
        inputs[cursor++] = bytes32(batch.newRoot);
        inputs[cursor++] = bytes32(rollup.domain());
        inputs[cursor++] = bytes32(
            uint256(batch.now_) + (own ? 0 : uint256(rollup.feeBps()) * 2 ** 48)
                + (own ? 0 : uint256(rollup.operatorSerial()) * 2 ** 64) + uint256(firstSerial) * 2 ** 96
                + batch.opens.length * 2 ** 128
        );
        inputs[cursor++] = bytes32(batch.salt);
        for (uint256 i = 0; i < shape.opens; ++i) {
            if (i < batch.opens.length) {
                inputs[cursor] = bytes32(batch.opens[i].ownerX);
                inputs[cursor + 1] = bytes32(batch.opens[i].ownerY);
                inputs[cursor + 2] = bytes32(batch.opens[i].terms);
                inputs[cursor + 3] = bytes32(uint256(batch.opens[i].amount));
            }
            cursor += 4;
        }
        for (uint256 i = 0; i < updates; ++i) {
            uint256 word = uint256(inputs[cursor + i / 7]) + uint256(batch.serials[i]) * 2 ** (32 * (i % 7));
            inputs[cursor + i / 7] = bytes32(word);
        }
        cursor += serialWords;
        for (uint256 i = 0; i < updates; ++i) {
            inputs[cursor++] = bytes32(batch.leaves[i]);
            inputs[cursor++] = bytes32(batch.maskedWords[i]);
        }
        for (uint256 i = 0; i < batch.withdrawals.length; ++i) {
            inputs[cursor++] = bytes32(
                uint256(batch.withdrawals[i].amount) + uint256(uint160(batch.withdrawals[i].recipient)) * 2 ** 88
            );
        }
    }

    /// @notice What {HashVerifier} takes for a proof.
    function hashProof(IRollup rollup, IRollupSettings.Shape memory shape, IRollup.Batch memory batch, bool own)
        internal
        view
        returns (bytes memory)
    {
        return abi.encode(keccak256(abi.encodePacked(publicInputs(rollup, shape, batch, own))));
    }
}
