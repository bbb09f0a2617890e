// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../../contracts/interfaces/IStakeRegistry.sol";
import {StakeRegistry} from "../../contracts/stake/StakeRegistry.sol";
import {StakeFixture} from "./StakeFixture.sol";

/// @title A test that starts from a fresh registry, with this contract as a court
abstract contract StakeTest is StakeFixture {
    function setUp() public virtual {
        deployRegistry();
        allowSlashing();
    }

    /// @dev Another registry for the present token.
    function deploy() internal returns (StakeRegistry) {
        return new StakeRegistry(config(), parameters());
    }

    function deployWith(IStakeRegistry.Config memory given) internal returns (StakeRegistry) {
        return new StakeRegistry(given, parameters());
    }

    /// @dev Begins again with another registry.
    function redeploy(IStakeRegistry.Config memory given) internal {
        vm.warp(START);
        registry = deployWith(given);
        allowSlashing();
    }

    /// @dev Makes this contract a court, which ends the set-up.
    function allowSlashing() internal {
        registry.setCourt(address(this), true);
        registry.seal();
    }

    function slash(IStakeRegistry.Kind kind, address account, uint32 epoch, uint256 fractionWad)
        internal
        returns (bool applied, uint256 amount)
    {
        return registry.slash(kind, account, epoch, fractionWad, KEEPER);
    }

    /// @dev Unbonds everything, waits and withdraws.
    function leave(IStakeRegistry.Kind kind, address account) internal {
        vm.prank(account);
        registry.startUnbonding(kind, type(uint256).max);
        vm.warp(vm.getBlockTimestamp() + UNBONDING);
        vm.prank(account);
        registry.withdraw(kind);
    }

    function outOfBounds(string memory name, uint256 given, uint256 minimum, uint256 maximum)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IStakeRegistry.OutOfBounds.selector, name, given, minimum, maximum);
    }

    function tooLow(IStakeRegistry.Kind kind, address account, uint256 given, uint256 required)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IStakeRegistry.StakeTooLow.selector, kind, account, given, required);
    }

    function wrongStatus(
        IStakeRegistry.Kind kind,
        address account,
        IStakeRegistry.Status given,
        IStakeRegistry.Status expected
    ) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IStakeRegistry.WrongStatus.selector, kind, account, given, expected);
    }
}
