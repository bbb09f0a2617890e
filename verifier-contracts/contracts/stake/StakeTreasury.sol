// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";
import {Announcement} from "./Announcement.sol";
import {StakeParameters} from "./StakeParameters.sol";

/// @title The money of the stake registry that is no stake (any more), its parameters and its epochs
/// @dev For tokens that neither take a fee on transfer (refused) nor change balances by themselves (not detectable), and
/// of which there are fewer than 2^104 base units.
abstract contract StakeTreasury is IStakeRegistry, AccessManaged, ReentrancyGuardTransient {
    using Announcement for Announcement.State;
    using SafeERC20 for IERC20;

    /// @notice How many slots an epoch has.
    uint256 internal constant SLOTS_PER_EPOCH = 96;

    /// @notice A change made during epoch `c` counts from `c + CHANGE_DELAY_EPOCHS` on.
    uint256 internal constant CHANGE_DELAY_EPOCHS = 2;

    /// @notice How long whoever sees a change announced has to begin to leave ahead of it, in seconds.
    uint40 internal constant REACTION_SECONDS = 3 days;

    /// @notice The longest slot, in seconds.
    uint256 internal constant MAX_SLOT_SECONDS = 1 days;

    /// @notice The longest delay that a deployment can fix, in seconds.
    uint256 internal constant MAX_DELAY_SECONDS = 365 days;

    /// @notice How far from the deployment epoch 0 may begin, in seconds, either way.
    uint256 internal constant MAX_GENESIS_DISTANCE = 365 days;

    /// @notice The least and the most that {slashableEpochs} can be.
    uint256 internal constant MIN_SLASHABLE_EPOCHS = 2;
    uint256 internal constant MAX_SLASHABLE_EPOCHS = 15;

    IERC20 internal immutable _TOKEN;
    address private immutable _BURN_ADDRESS;
    uint40 private immutable _GENESIS;
    uint32 private immutable _SLOT_SECONDS;
    uint32 private immutable _EPOCH_SECONDS;
    uint8 private immutable _SLASHABLE_EPOCHS;
    uint40 private immutable _UNBONDING_SECONDS;
    uint40 private immutable _GRACE_SECONDS;

    Announcement.State private _announced;

    /// @inheritdoc IStakeRegistry
    bool public isSealed;

    StakeParameters.Pools internal _pools;
    StakeParameters.Rates internal _rates;
    StakeParameters.Rules internal _rules;

    /// @inheritdoc IStakeRegistry
    mapping(address recipient => uint256) public claimable;

    /// @inheritdoc IStakeRegistry
    /// @dev Of its own, because the AccessManager's answer costs a slash five times as much as this slot.
    mapping(address court => uint40) public slashesFrom;

    constructor(Config memory config, Parameters memory parameters_) AccessManaged(config.authority) {
        if (config.token.code.length == 0) revert NotAContract("token", config.token);
        if (config.authority.code.length == 0) revert NotAContract("authority", config.authority);
        StakeParameters.requireBounds("slotSeconds", config.slotSeconds, 1, MAX_SLOT_SECONDS);
        StakeParameters.requireBounds(
            "slashableEpochs", config.slashableEpochs, MIN_SLASHABLE_EPOCHS, MAX_SLASHABLE_EPOCHS
        );
        StakeParameters.requireBounds(
            "genesis",
            config.genesis,
            block.timestamp < MAX_GENESIS_DISTANCE ? 0 : block.timestamp - MAX_GENESIS_DISTANCE,
            block.timestamp + MAX_GENESIS_DISTANCE
        );
        _TOKEN = IERC20(config.token);
        _BURN_ADDRESS = config.burnAddress;
        _GENESIS = config.genesis;
        _SLOT_SECONDS = config.slotSeconds;
        // Fits: a slot is a day at most.
        _EPOCH_SECONDS = uint32(config.slotSeconds * SLOTS_PER_EPOCH);
        _SLASHABLE_EPOCHS = config.slashableEpochs;
        // Who begins to leave in epoch c has obligations up to c + 1, which can be slashed until c + 2 + slashableEpochs
        // begins. Both delays are longer than that, so nobody's money leaves ahead of a slash that is due.
        uint256 minDelay = (config.slashableEpochs + CHANGE_DELAY_EPOCHS) * config.slotSeconds * SLOTS_PER_EPOCH + 1;
        StakeParameters.requireBounds("unbondingSeconds", config.unbondingSeconds, minDelay, MAX_DELAY_SECONDS);
        StakeParameters.requireBounds("graceSeconds", config.graceSeconds, minDelay, MAX_DELAY_SECONDS);
        _UNBONDING_SECONDS = config.unbondingSeconds;
        _GRACE_SECONDS = config.graceSeconds;
        StakeParameters.requireValid(parameters_);
        _setParameters(parameters_);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IStakeRegistry
    function claim(address recipient) external nonReentrant returns (uint256 amount) {
        amount = claimable[recipient];
        if (amount == 0) revert NothingToClaim(recipient);
        claimable[recipient] = 0;
        emit Claimed(recipient, amount);
        _TOKEN.safeTransfer(recipient, amount);
    }

    /// @inheritdoc IStakeRegistry
    function burn() external nonReentrant returns (uint256 amount) {
        amount = _pools.unburnt;
        if (amount == 0) revert NothingToBurn();
        _pools.unburnt = 0;
        emit Burnt(amount);
        if (_BURN_ADDRESS != address(0)) {
            _TOKEN.safeTransfer(_BURN_ADDRESS, amount);
        } else {
            uint256 before = _TOKEN.balanceOf(address(this));
            ERC20Burnable(address(_TOKEN)).burn(amount);
            uint256 burnt = before - _TOKEN.balanceOf(address(this));
            if (burnt != amount) revert TransferAmountMismatch(burnt, amount);
        }
    }

    // ------------------------------------------------------------------ governance

    /// @inheritdoc IStakeRegistry
    function seal() external restricted {
        if (isSealed) revert AlreadySealed();
        isSealed = true;
        emit Sealed();
    }

    /// @inheritdoc IStakeRegistry
    function setCourt(address court, bool allowed) external restricted {
        uint40 from = slashesFrom[court];
        if (!allowed) from = 0;
        // What is set already doesn't wait again.
        else if (from == 0) from = isSealed ? _afterNotice() : uint40(block.timestamp);
        slashesFrom[court] = from;
        emit CourtSet(court, from);
    }

    // As memory the parameters share one encoder with the event: 300 bytes less of a contract that is nearly full.
    // solhint-disable gas-calldata-parameters

    /// @inheritdoc IStakeRegistry
    function scheduleParameters(Parameters memory parameters_) external restricted {
        StakeParameters.requireValid(parameters_);
        uint40 readyAt = _afterNotice();
        _announced.announce(keccak256(abi.encode(parameters_)), readyAt);
        emit ParametersScheduled(parameters_, readyAt);
    }

    /// @inheritdoc IStakeRegistry
    function applyParameters(Parameters memory parameters_) external {
        _announced.take(keccak256(abi.encode(parameters_)));
        _setParameters(parameters_);
    }

    // solhint-enable gas-calldata-parameters

    /// @inheritdoc IStakeRegistry
    function withdrawInsurance(address recipient, uint256 amount) external restricted nonReentrant {
        if (recipient == address(0)) revert ZeroAddress("recipient");
        uint256 available = _pools.insurance;
        if (amount > available) revert InsuranceTooLow(amount, available);
        // Fits: it is a part of what fits.
        _pools.insurance = uint104(available - amount);
        emit InsuranceWithdrawn(recipient, amount);
        _TOKEN.safeTransfer(recipient, amount);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IStakeRegistry
    function token() external view returns (address) {
        return address(_TOKEN);
    }

    /// @inheritdoc IStakeRegistry
    function insurance() external view returns (uint256) {
        return _pools.insurance;
    }

    /// @inheritdoc IStakeRegistry
    function unburnt() external view returns (uint256) {
        return _pools.unburnt;
    }

    /// @inheritdoc IStakeRegistry
    function parameters() external view returns (Parameters memory) {
        StakeParameters.Pools memory pools = _pools;
        StakeParameters.Rates memory rates = _rates;
        StakeParameters.Rules memory rules = _rules;
        return Parameters({
            computeRate: rates.compute,
            storageRate: rates.storageGib,
            egressRate: rates.egress,
            providerStake: rules.providerStake,
            watcherStake: rules.watcherStake,
            minUptimeBps: rules.minUptimeBps,
            maxUptimeBps: rules.maxUptimeBps,
            maxSlashBps: pools.maxSlashBps,
            reporterBps: pools.reporterBps,
            insuranceBps: pools.insuranceBps,
            keeperBps: rules.keeperBps,
            liquidationInsuranceBps: rules.liquidationInsuranceBps
        });
    }

    /// @inheritdoc IStakeRegistry
    function scheduledParameters() external view returns (bytes32 hash, uint40 readyAt) {
        return (_announced.hash, _announced.readyAt);
    }

    /// @inheritdoc IStakeRegistry
    function isCourt(address court) public view returns (bool) {
        uint256 from = slashesFrom[court];
        return from != 0 && block.timestamp >= from;
    }

    /// @inheritdoc IStakeRegistry
    function burnAddress() external view returns (address) {
        return _BURN_ADDRESS;
    }

    /// @inheritdoc IStakeRegistry
    function genesis() external view returns (uint40) {
        return _GENESIS;
    }

    /// @inheritdoc IStakeRegistry
    function slotSeconds() external view returns (uint32) {
        return _SLOT_SECONDS;
    }

    /// @inheritdoc IStakeRegistry
    function epochSeconds() external view returns (uint32) {
        return _EPOCH_SECONDS;
    }

    /// @inheritdoc IStakeRegistry
    function slashableEpochs() public view returns (uint8) {
        return _SLASHABLE_EPOCHS;
    }

    /// @inheritdoc IStakeRegistry
    function unbondingSeconds() public view returns (uint40) {
        return _UNBONDING_SECONDS;
    }

    /// @inheritdoc IStakeRegistry
    function graceSeconds() public view returns (uint40) {
        return _GRACE_SECONDS;
    }

    /// @inheritdoc IStakeRegistry
    function noticeSeconds() public view returns (uint40) {
        return _UNBONDING_SECONDS + REACTION_SECONDS;
    }

    /// @inheritdoc IStakeRegistry
    function currentEpoch() public view returns (uint32) {
        return SafeCast.toUint24(_epochAt(block.timestamp));
    }

    // ------------------------------------------------------------------ internal

    /// @dev The first epoch for which a change made at a time counts. The books keep epochs in 24 bits, which last 51 years
    /// with the shortest slots.
    function _nextEpoch(uint256 time) internal view returns (uint24) {
        return SafeCast.toUint24(_epochAt(time) + CHANGE_DELAY_EPOCHS);
    }

    /// @dev Pulls tokens from the caller, and refuses if another amount arrives.
    function _pull(uint256 amount) internal {
        uint256 before = _TOKEN.balanceOf(address(this));
        _TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = _TOKEN.balanceOf(address(this)) - before;
        if (received != amount) revert TransferAmountMismatch(received, amount);
    }

    // ------------------------------------------------------------------ private

    function _epochAt(uint256 time) private view returns (uint256) {
        if (time < _GENESIS) revert BeforeGenesis(_GENESIS, time);
        return (time - _GENESIS) / _EPOCH_SECONDS;
    }

    /// @dev Whoever begins to unbond within {REACTION_SECONDS} can withdraw before that.
    function _afterNotice() private view returns (uint40) {
        return uint40(block.timestamp) + noticeSeconds();
    }

    function _setParameters(Parameters memory given) private {
        StakeParameters.Pools storage pools = _pools;
        pools.maxSlashBps = given.maxSlashBps;
        pools.reporterBps = given.reporterBps;
        pools.insuranceBps = given.insuranceBps;
        _rates = StakeParameters.Rates({
            compute: given.computeRate, storageGib: given.storageRate, egress: given.egressRate
        });
        _rules = StakeParameters.Rules({
            providerStake: given.providerStake,
            watcherStake: given.watcherStake,
            minUptimeBps: given.minUptimeBps,
            maxUptimeBps: given.maxUptimeBps,
            keeperBps: given.keeperBps,
            liquidationInsuranceBps: given.liquidationInsuranceBps
        });
        emit ParametersSet(given);
    }
}
