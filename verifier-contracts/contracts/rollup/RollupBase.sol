// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the parts of the rollup share
abstract contract RollupBase {
    /// @dev What every batch reads and writes, in one slot. Times are unix seconds; `lastWindow` is the number of the last
    /// period whose window was ever reserved.
    struct Head {
        uint32 firstQueued;
        uint32 nextSerial;
        uint32 batchCount;
        uint32 operatorSerial;
        uint16 feeBps;
        uint40 lastNow;
        uint40 lastOperatorAt;
        uint32 lastWindow;
    }

    /// @dev The serial of the account that the constructor opens.
    uint32 internal constant FIRST_SERIAL = 1;

    /// @dev Slot 0 of the storage.
    Head internal _head;
}
