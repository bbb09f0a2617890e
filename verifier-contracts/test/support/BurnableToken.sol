// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";

/// @title A token that burns, and may be told to burn too little
contract BurnableToken is ERC20("Burnable", "BURN"), ERC20Burnable {
    uint256 private _kept;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Makes burns take `amount` less than asked.
    function keep(uint256 amount) external {
        _kept = amount;
    }

    function burn(uint256 amount) public override {
        super.burn(amount - _kept);
    }
}
