// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRollup} from "../interfaces/IRollup.sol";

/// @title The queue of accounts that wait for a batch
/// @dev Two storage slots to an open: (commitment, openedAt) and (opener, amount). The commitment is cut to 27 bytes so
/// that the time fits beside it; finding two openings with one commitment still takes about 2^108 hashes, and whoever
/// finds them can only choose which of two accounts of their own they open.
library OpenQueue {
    struct QueuedOpen {
        bytes27 commitment;
        uint40 openedAt;
        address opener;
        uint88 amount;
    }

    /// @notice The commitment to an account's owner and terms.
    function commitmentOf(uint256 ownerX, uint256 ownerY, uint256 terms) internal pure returns (bytes27) {
        return bytes27(keccak256(abi.encode(ownerX, ownerY, terms)));
    }

    /// @notice Takes the next accounts out of the queue, which must be exactly those that the batch opens.
    /// @param first The serial of the queue's first open; the caller checks that the queue holds enough.
    /// @return total The sum of the amounts (at most 2^16 of 88 bits).
    function take(mapping(uint256 serial => QueuedOpen) storage queue, uint256 first, IRollup.Open[] calldata opens)
        internal
        returns (uint256 total)
    {
        for (uint256 i = 0; i < opens.length; ++i) {
            IRollup.Open calldata given = opens[i];
            uint256 serial = first + i;
            QueuedOpen memory queued = queue[serial];
            bytes27 commitment = commitmentOf(given.ownerX, given.ownerY, given.terms);
            if (commitment != queued.commitment) revert IRollup.OpenMismatch(serial, commitment, queued.commitment);
            if (given.amount != queued.amount) revert IRollup.OpenAmountMismatch(serial, given.amount, queued.amount);
            total += queued.amount;
            // Nothing reads it again, and clearing earns most of its storage cost back.
            delete queue[serial];
        }
    }
}
