// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IEscape} from "../../contracts/interfaces/IEscape.sol";

/// @title A caller that reserves again with the money that comes back
contract ReentrantReserver {
    IEscape private immutable _ROLLUP;

    constructor(IEscape rollup) payable {
        _ROLLUP = rollup;
    }

    receive() external payable {
        _ROLLUP.reserveSlot{value: msg.value}();
    }

    function reserve(uint256 value) external {
        _ROLLUP.reserveSlot{value: value}();
    }
}
