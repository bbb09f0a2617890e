// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../interfaces/IUptimeCourt.sol";

/// @title When the court does what
abstract contract UptimeTimes is IUptimeCourt {
    uint256 private immutable _GENESIS;
    uint256 private immutable _EPOCH_SECONDS;

    // Counted from the epoch's end on.
    uint256 private immutable _POST_UNTIL;
    uint256 private immutable _DEMAND_UNTIL;
    uint256 private immutable _REVEAL_UNTIL;
    uint256 private immutable _PROOF_UNTIL;
    uint256 private immutable _SLASH_UNTIL;

    constructor(IStakeRegistry registry_, Config memory config) {
        _GENESIS = registry_.genesis();
        _EPOCH_SECONDS = registry_.epochSeconds();
        // When the last window ends, at most slashableEpochs - 1 epochs have passed since the judged one, so every slash
        // is still within the registry's reach; and the registry lets nobody's money leave before that is over.
        uint256 maximum = (uint256(registry_.slashableEpochs()) - 1) * _EPOCH_SECONDS;
        uint256 minimum = registry_.slotSeconds();
        _POST_UNTIL = _requireBounds("postSeconds", config.postSeconds, minimum, maximum);
        _DEMAND_UNTIL = _POST_UNTIL + _requireBounds("demandSeconds", config.demandSeconds, minimum, maximum);
        _REVEAL_UNTIL = _DEMAND_UNTIL + _requireBounds("revealSeconds", config.revealSeconds, minimum, maximum);
        _PROOF_UNTIL = _REVEAL_UNTIL + _requireBounds("proofSeconds", config.proofSeconds, minimum, maximum);
        _SLASH_UNTIL = _PROOF_UNTIL + _requireBounds("slashSeconds", config.slashSeconds, minimum, maximum);
        _requireBounds("windows", _SLASH_UNTIL, 0, maximum);
    }

    /// @inheritdoc IUptimeCourt
    function timesOf(uint32 epoch) external view returns (Times memory) {
        uint256 endsAt = _endsAt(epoch);
        // Fits: 2^32 epochs of 2^32 seconds could need more bits than 40, but the registry has no such epochs.
        return Times({
            startsAt: uint40(endsAt - _EPOCH_SECONDS),
            endsAt: uint40(endsAt),
            postUntil: uint40(endsAt + _POST_UNTIL),
            demandUntil: uint40(endsAt + _DEMAND_UNTIL),
            revealUntil: uint40(endsAt + _REVEAL_UNTIL),
            proofUntil: uint40(endsAt + _PROOF_UNTIL),
            slashUntil: uint40(endsAt + _SLASH_UNTIL)
        });
    }

    function _endsAt(uint256 epoch) private view returns (uint256) {
        return _GENESIS + (epoch + 1) * _EPOCH_SECONDS;
    }

    /// @dev While the epoch before it runs. Epoch 0 has none before it, and so no seed.
    function _requireDrawWindow(uint256 epoch) internal view {
        uint256 startsAt = _endsAt(epoch) - _EPOCH_SECONDS;
        _requireWindow("draw", startsAt - _EPOCH_SECONDS, epoch == 0 ? 0 : startsAt);
    }

    function _requirePostWindow(uint256 epoch) internal view {
        uint256 endsAt = _endsAt(epoch);
        _requireWindow("post", endsAt, endsAt + _POST_UNTIL);
    }

    function _requireDemandWindow(uint256 epoch) internal view {
        uint256 endsAt = _endsAt(epoch);
        _requireWindow("demand", endsAt + _POST_UNTIL, endsAt + _DEMAND_UNTIL);
    }

    /// @dev A demand can be answered at once.
    function _requireRevealWindow(uint256 epoch) internal view {
        uint256 endsAt = _endsAt(epoch);
        _requireWindow("reveal", endsAt + _POST_UNTIL, endsAt + _REVEAL_UNTIL);
    }

    function _requireProofWindow(uint256 epoch) internal view {
        uint256 endsAt = _endsAt(epoch);
        _requireWindow("proof", endsAt + _POST_UNTIL, endsAt + _PROOF_UNTIL);
    }

    function _requireAbsentWindow(uint256 epoch) internal view {
        uint256 endsAt = _endsAt(epoch);
        _requireWindow("slash absent", endsAt + _POST_UNTIL, endsAt + _SLASH_UNTIL);
    }

    function _requireSilentWindow(uint256 epoch) internal view {
        uint256 endsAt = _endsAt(epoch);
        _requireWindow("slash silent", endsAt + _PROOF_UNTIL, endsAt + _SLASH_UNTIL);
    }

    /// @dev A bond is given back however late.
    function _requireAfterReveal(uint256 epoch) internal view {
        _requireWindow("strike", _revealUntil(epoch), type(uint256).max);
    }

    function _revealUntil(uint256 epoch) internal view returns (uint256) {
        return _endsAt(epoch) + _REVEAL_UNTIL;
    }

    function _slashUntil(uint256 epoch) internal view returns (uint256) {
        return _endsAt(epoch) + _SLASH_UNTIL;
    }

    function _requireBounds(string memory name, uint256 given, uint256 minimum, uint256 maximum)
        internal
        pure
        returns (uint256)
    {
        if (given < minimum || given > maximum) revert OutOfBounds(name, given, minimum, maximum);
        return given;
    }

    function _requireWindow(string memory name, uint256 opensAt, uint256 closesAt) private view {
        if (block.timestamp < opensAt || block.timestamp >= closesAt) {
            revert OutsideWindow(name, block.timestamp, opensAt, closesAt);
        }
    }
}
