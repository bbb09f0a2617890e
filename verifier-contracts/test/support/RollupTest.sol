// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RollupFixture} from "./RollupFixture.sol";

/// @title A test that starts from a fresh rollup
abstract contract RollupTest is RollupFixture {
    function setUp() public virtual {
        deployAll();
    }
}
