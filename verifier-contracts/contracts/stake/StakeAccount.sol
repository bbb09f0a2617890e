// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";

/// @title How an account is stored
library StakeAccount {
    /// @dev One slot: all that a slash reads and writes of an account, and what the promise of nearly every epoch is
    /// read from.
    /// @param stake What can be slashed, unbonding or not.
    /// @param floor While active: the requirement and what unbonds; below it, the account becomes inactive. Else 0.
    /// @param latestSlashed See {SlashedEpochs}; stays when the account leaves, as the promise does.
    /// @param slashedBits The same.
    /// @param promiseFrom The epoch from which the latest promise counts.
    /// @param promiseBps The latest promise of a provider; 0 once that has ended, unless the provider is inactive: then
    /// `inactiveSince` says when.
    struct Hot {
        uint88 stake;
        uint88 floor;
        uint24 latestSlashed;
        uint16 slashedBits;
        uint24 promiseFrom;
        uint16 promiseBps;
    }

    /// @param declaredBps What the provider promised last, whether it is active or not.
    /// @param previousFrom The promise before the latest one, see {PromiseHistory}.
    /// @param recentPromises The six before that, the latest in the lowest bits.
    /// @param known Whether the account was registered at any time.
    // The rule doesn't know that a struct within a struct has slots of its own.
    // solhint-disable-next-line gas-struct-packing
    struct State {
        Hot hot;
        // One slot.
        uint88 unbonding;
        uint40 unbondingSince;
        uint40 inactiveSince;
        uint16 declaredBps;
        uint24 previousFrom;
        uint16 previousBps;
        IStakeRegistry.Status status;
        bool known;
        // One slot.
        address responder;
        uint32 compute;
        uint32 storageGib;
        uint32 egressMibPerSecond;
        string endpoint;
        uint256 recentPromises;
        Checkpoints.Trace224 olderPromises;
    }

    /// @notice The part of the stake that isn't unbonding.
    function bonded(State storage state) internal view returns (uint256) {
        return state.hot.stake - leaving(state);
    }

    /// @notice The part of the stake that is unbonding: a slash may have left less than what was asked for.
    function leaving(State storage state) internal view returns (uint256) {
        uint256 stake = state.hot.stake;
        uint256 unbonding = state.unbonding;
        return unbonding < stake ? unbonding : stake;
    }
}
