// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";
import {PromiseHistory} from "./PromiseHistory.sol";
import {SlashedEpochs} from "./SlashedEpochs.sol";
import {StakeAccount} from "./StakeAccount.sol";
import {StakeParameters} from "./StakeParameters.sol";
import {StakeTreasury} from "./StakeTreasury.sol";
import {WatcherSet} from "./WatcherSet.sol";

/// @title Tallystick's stake registry
/// @notice See {IStakeRegistry}.
/// @dev What moves tokens is guarded against reentrance, and moves them last. A token that calls back can only do what
/// anyone could have done next.
contract StakeRegistry is StakeTreasury {
    using SafeERC20 for IERC20;
    using PromiseHistory for StakeAccount.State;
    using StakeAccount for StakeAccount.State;
    using WatcherSet for WatcherSet.Set;

    /// @notice The longest endpoint, in bytes.
    uint256 private constant _MAX_ENDPOINT_BYTES = 200;

    uint256 private constant _WAD_PER_BPS = 1e14;
    uint256 private constant _WAD = 1e18;

    mapping(Kind kind => mapping(address account => StakeAccount.State)) private _accounts;
    mapping(Kind kind => address[]) private _known;
    WatcherSet.Set private _watchers;

    constructor(Config memory config, Parameters memory parameters_) StakeTreasury(config, parameters_) {}

    // ------------------------------------------------------------------ accounts

    /// @inheritdoc IStakeRegistry
    function registerProvider(ProviderTerms calldata terms, uint256 stake) external nonReentrant {
        StakeAccount.State storage state = _requireStatus(Kind.Provider, msg.sender, Status.None);
        _declare(state, terms);
        _register(Kind.Provider, state, stake);
    }

    /// @inheritdoc IStakeRegistry
    function registerWatcher(string calldata endpoint, uint256 stake) external nonReentrant {
        StakeAccount.State storage state = _requireStatus(Kind.Watcher, msg.sender, Status.None);
        _setWatcherEndpoint(state, endpoint);
        _register(Kind.Watcher, state, stake);
    }

    /// @inheritdoc IStakeRegistry
    function updateProvider(ProviderTerms calldata terms) external {
        StakeAccount.State storage state = _requireStaying(Kind.Provider, msg.sender);
        _declare(state, terms);
        if (state.status == Status.Active) {
            _keepActive(Kind.Provider, msg.sender, state);
            state.set(_nextEpoch(block.timestamp), terms.promisedUptimeBps);
        } else {
            _activateIfSufficient(Kind.Provider, msg.sender, state);
        }
    }

    /// @inheritdoc IStakeRegistry
    function updateWatcher(string calldata endpoint) external {
        _setWatcherEndpoint(_requireStaying(Kind.Watcher, msg.sender), endpoint);
    }

    /// @inheritdoc IStakeRegistry
    function topUp(Kind kind, address account, uint256 amount) external nonReentrant {
        StakeAccount.State storage state = _requireStaying(kind, account);
        uint256 stake = state.hot.stake;
        _requireAmount(amount, type(uint88).max - stake);
        // Fits: just checked.
        unchecked {
            stake += amount;
        }
        state.hot.stake = uint88(stake);
        emit ToppedUp(kind, account, msg.sender, amount, stake);
        // Nobody is made to serve again by others.
        if (state.status == Status.Inactive && msg.sender == account) _activateIfSufficient(kind, account, state);
        _pull(amount);
    }

    /// @inheritdoc IStakeRegistry
    function startUnbonding(Kind kind, uint256 amount) external {
        StakeAccount.State storage state = _requireStaying(kind, msg.sender);
        Status status = state.status;
        uint256 stake = state.hot.stake;
        if (amount == type(uint256).max) {
            if (status == Status.Active) _deactivate(kind, msg.sender, state, Status.Exiting);
            state.status = Status.Exiting;
            _endInactivity(state);
            amount = stake;
        } else {
            if (status != Status.Active) revert WrongStatus(kind, msg.sender, status, Status.Active);
            if (state.unbondingSince != 0) revert UnbondingPending(kind, msg.sender, _withdrawableAt(state));
            _requireAmount(amount, stake);
        }
        // Fits: it is a part of the stake.
        state.unbonding = uint88(amount);
        state.unbondingSince = uint40(block.timestamp);
        // What stays bonded must be sufficient.
        if (state.status == Status.Active) _keepActive(kind, msg.sender, state);
        emit UnbondingStarted(kind, msg.sender, amount, _withdrawableAt(state));
    }

    /// @inheritdoc IStakeRegistry
    function withdraw(Kind kind) external nonReentrant returns (uint256 amount) {
        StakeAccount.State storage state = _accounts[kind][msg.sender];
        if (state.unbondingSince == 0) revert NothingUnbonding(kind, msg.sender);
        uint256 withdrawableAt = _withdrawableAt(state);
        if (block.timestamp < withdrawableAt) {
            revert WithdrawTooEarly(kind, msg.sender, withdrawableAt, block.timestamp);
        }
        uint256 stake = state.hot.stake;
        amount = state.leaving();
        // Fits: less than before.
        state.hot.stake = uint88(stake - amount);
        state.unbonding = 0;
        state.unbondingSince = 0;
        Status status = state.status;
        // While active, the stake is above the floor, of which what unbonds is a part.
        if (status == Status.Active) state.hot.floor -= uint88(amount);
        if (status == Status.Exiting) _forget(state);
        emit Withdrawn(kind, msg.sender, amount, stake - amount);
        if (amount != 0) _TOKEN.safeTransfer(msg.sender, amount);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IStakeRegistry
    function enforceRequirement(Kind kind, address account) external {
        StakeAccount.State storage state = _requireStaying(kind, account);
        uint256 bonded = state.bonded();
        uint256 required = requirementOf(kind, account);
        if (state.status == Status.Inactive) {
            if (msg.sender != account) revert WrongStatus(kind, account, Status.Inactive, Status.Active);
            _activate(kind, account, state);
        } else if (bonded < required) {
            _deactivate(kind, account, state, Status.Inactive);
        } else {
            uint256 floor = required + state.unbonding;
            if (floor == state.hot.floor) revert StakeSufficient(kind, account, bonded, required);
            // Fits: the stake is no smaller.
            state.hot.floor = uint88(floor);
        }
    }

    /// @inheritdoc IStakeRegistry
    function liquidate(Kind kind, address account) external {
        StakeAccount.State storage state = _requireStatus(kind, account, Status.Inactive);
        uint256 graceEndsAt = _graceEndsAt(state);
        if (block.timestamp < graceEndsAt) revert GraceRuns(kind, account, graceEndsAt, block.timestamp);
        // The grace period is longer than any slash of the account's obligations can take, so those came first.
        uint256 stake = state.hot.stake;
        uint256 keeperAmount;
        uint256 insuranceAmount;
        uint256 accountAmount;
        // Nothing overflows: 88 bits times 14, and the two shares are at most a quarter.
        unchecked {
            keeperAmount = (stake * _rules.keeperBps) / StakeParameters.BPS;
            insuranceAmount = (stake * _rules.liquidationInsuranceBps) / StakeParameters.BPS;
            accountAmount = stake - keeperAmount - insuranceAmount;
        }
        state.hot.stake = 0;
        state.unbonding = 0;
        state.unbondingSince = 0;
        _forget(state);
        claimable[msg.sender] += keeperAmount;
        claimable[account] += accountAmount;
        _pools.insurance = SafeCast.toUint104(_pools.insurance + insuranceAmount);
        emit Liquidated(kind, account, msg.sender, keeperAmount, insuranceAmount, accountAmount);
    }

    // ------------------------------------------------------------------ courts

    /// @inheritdoc IStakeRegistry
    /// @dev Touches four slots of this contract: the court's, the account's, the pools', and the reporter's if there is one.
    function slash(Kind kind, address account, uint32 epoch, uint256 fractionWad, address reporter)
        external
        returns (bool applied, uint256 amount)
    {
        if (!isCourt(msg.sender)) revert NotACourt(msg.sender);
        _requireSlashable(epoch);
        StakeAccount.State storage state = _accounts[kind][account];
        StakeAccount.Hot memory hot = state.hot;
        if (_isSlashed(hot, epoch)) return (false, 0);
        (hot.latestSlashed, hot.slashedBits) = SlashedEpochs.mark(hot.latestSlashed, hot.slashedBits, epoch);

        StakeParameters.Pools memory pools = _pools;
        // Nothing overflows: 88 bits times 60, and the cap is at most half.
        unchecked {
            uint256 capWad = pools.maxSlashBps * _WAD_PER_BPS;
            amount = (hot.stake * (fractionWad < capWad ? fractionWad : capWad)) / _WAD;
            hot.stake -= uint88(amount);
        }
        state.hot = hot;
        _share(pools, kind, account, epoch, amount, reporter);
        if (hot.stake < hot.floor) _deactivate(kind, account, state, Status.Inactive);
        applied = true;
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IStakeRegistry
    function accountOf(Kind kind, address account) external view returns (Account memory) {
        StakeAccount.State storage state = _accounts[kind][account];
        return Account({
            status: state.status,
            stake: state.hot.stake,
            unbonding: state.leaving(),
            unbondingSince: state.unbondingSince,
            withdrawableAt: state.unbondingSince == 0 ? 0 : _withdrawableAt(state),
            requirement: requirementOf(kind, account),
            graceEndsAt: state.status == Status.Inactive ? _graceEndsAt(state) : 0,
            promisedUptimeBps: state.declaredBps,
            responder: state.responder,
            capacity: Capacity({
                compute: state.compute, storageGib: state.storageGib, egressMibPerSecond: state.egressMibPerSecond
            }),
            endpoint: state.endpoint
        });
    }

    /// @inheritdoc IStakeRegistry
    function requirementOf(Kind kind, address account) public view returns (uint256) {
        if (kind == Kind.Watcher) return _rules.watcherStake;
        StakeAccount.State storage state = _accounts[kind][account];
        StakeParameters.Rates storage rates = _rates;
        uint256 least = _rules.providerStake;
        // Nothing overflows: three times 32 bits times 80.
        unchecked {
            uint256 byCapacity = uint256(state.compute) * rates.compute + uint256(state.storageGib) * rates.storageGib
                + uint256(state.egressMibPerSecond) * rates.egress;
            return byCapacity < least ? least : byCapacity;
        }
    }

    /// @inheritdoc IStakeRegistry
    function statusOf(Kind kind, address account) external view returns (Status) {
        return _accounts[kind][account].status;
    }

    /// @inheritdoc IStakeRegistry
    function accountCount(Kind kind) external view returns (uint256) {
        return _known[kind].length;
    }

    /// @inheritdoc IStakeRegistry
    function accountsOf(Kind kind, uint256 first, uint256 count) external view returns (address[] memory accounts) {
        address[] storage known = _known[kind];
        uint256 available = first < known.length ? known.length - first : 0;
        accounts = new address[](count < available ? count : available);
        for (uint256 i = 0; i < accounts.length; ++i) {
            accounts[i] = known[first + i];
        }
    }

    /// @inheritdoc IStakeRegistry
    function promiseAt(address provider, uint32 epoch) external view returns (uint16 promisedUptimeBps) {
        (promisedUptimeBps,) = obligationAt(provider, epoch);
    }

    /// @inheritdoc IStakeRegistry
    function isSlashed(Kind kind, address account, uint32 epoch) external view returns (bool) {
        return _isSlashed(_accounts[kind][account].hot, epoch);
    }

    /// @inheritdoc IStakeRegistry
    function obligationAt(address provider, uint32 epoch) public view returns (uint16 promisedUptimeBps, bool slashed) {
        StakeAccount.State storage state = _accounts[Kind.Provider][provider];
        StakeAccount.Hot memory hot = state.hot;
        return (_promiseAt(state, hot, epoch), _isSlashed(hot, epoch));
    }

    /// @inheritdoc IStakeRegistry
    function watcherCountAt(uint32 epoch) external view returns (uint32) {
        return _watchers.countAt(epoch);
    }

    /// @inheritdoc IStakeRegistry
    function watcherAt(uint32 epoch, uint32 position) external view returns (address) {
        return _watchers.watcherAt(epoch, position);
    }

    /// @inheritdoc IStakeRegistry
    function positionAt(uint32 epoch, address watcher) external view returns (bool seated, uint32 position) {
        return _watchers.positionAt(epoch, watcher);
    }

    // ------------------------------------------------------------------ private: declarations

    function _declare(StakeAccount.State storage state, ProviderTerms calldata terms) private {
        Capacity calldata capacity = terms.capacity;
        // Nothing overflows: three times 32 bits.
        unchecked {
            uint256 units = uint256(capacity.compute) + capacity.storageGib + capacity.egressMibPerSecond;
            StakeParameters.requireBounds("capacity", units, 1, type(uint40).max);
        }
        StakeParameters.requireBounds(
            "promisedUptimeBps", terms.promisedUptimeBps, _rules.minUptimeBps, _rules.maxUptimeBps
        );
        if (terms.responder == address(0)) revert ZeroAddress("responder");
        StakeParameters.requireBounds("endpoint", bytes(terms.endpoint).length, 1, _MAX_ENDPOINT_BYTES);
        state.declaredBps = terms.promisedUptimeBps;
        state.responder = terms.responder;
        state.compute = capacity.compute;
        state.storageGib = capacity.storageGib;
        state.egressMibPerSecond = capacity.egressMibPerSecond;
        state.endpoint = terms.endpoint;
        emit ProviderTermsChanged(
            msg.sender, _nextEpoch(block.timestamp), terms.promisedUptimeBps, terms.responder, capacity, terms.endpoint
        );
    }

    function _setWatcherEndpoint(StakeAccount.State storage state, string calldata endpoint) private {
        StakeParameters.requireBounds("endpoint", bytes(endpoint).length, 1, _MAX_ENDPOINT_BYTES);
        state.endpoint = endpoint;
        emit WatcherEndpointChanged(msg.sender, endpoint);
    }

    /// @dev What an account declared, once nothing is at stake any more. What it owed for past epochs stays on record.
    function _forget(StakeAccount.State storage state) private {
        state.status = Status.None;
        _endInactivity(state);
        state.declaredBps = 0;
        state.responder = address(0);
        state.compute = 0;
        state.storageGib = 0;
        state.egressMibPerSecond = 0;
        delete state.endpoint;
    }

    // ------------------------------------------------------------------ private: status

    /// @dev Takes the caller's stake and makes its account, whose declarations are set, active.
    function _register(Kind kind, StakeAccount.State storage state, uint256 stake) private {
        if (!isSealed) revert NotSealed();
        if (stake > type(uint88).max) revert AmountOutOfRange(stake, 1, type(uint88).max);
        state.hot.stake = uint88(stake);
        if (!state.known) {
            state.known = true;
            _known[kind].push(msg.sender);
        }
        emit Registered(kind, msg.sender, stake);
        _activate(kind, msg.sender, state);
        _pull(stake);
    }

    function _activateIfSufficient(Kind kind, address account, StakeAccount.State storage state) private {
        if (state.bonded() >= requirementOf(kind, account)) _activate(kind, account, state);
    }

    /// @dev Refuses unless the stake is sufficient.
    function _activate(Kind kind, address account, StakeAccount.State storage state) private {
        state.status = Status.Active;
        _endInactivity(state);
        _keepActive(kind, account, state);
        uint24 fromEpoch = _nextEpoch(block.timestamp);
        emit Activated(kind, account, fromEpoch);
        if (kind == Kind.Provider) state.set(fromEpoch, state.declaredBps);
        else _watchers.add(fromEpoch, account);
    }

    /// @dev Ends an active account's obligations with the next epoch.
    function _deactivate(Kind kind, address account, StakeAccount.State storage state, Status status) private {
        state.status = status;
        state.hot.floor = 0;
        uint24 fromEpoch = _nextEpoch(block.timestamp);
        emit Deactivated(kind, account, fromEpoch, status);
        // Who becomes inactive has its promise's end written later, so that a slash doesn't pay for it.
        if (status == Status.Inactive) state.inactiveSince = uint40(block.timestamp);
        else state.set(fromEpoch, 0);
        if (kind == Kind.Watcher) _watchers.remove(fromEpoch, account);
    }

    /// @dev Writes into the history what {_promiseAt} knew from the time until then. Watchers have none.
    function _endInactivity(StakeAccount.State storage state) private {
        uint256 since = state.inactiveSince;
        if (since == 0) return;
        state.inactiveSince = 0;
        state.set(_nextEpoch(since), 0);
    }

    /// @dev What a provider promised. An active account has a floor, and so needn't be asked since when it isn't.
    function _promiseAt(StakeAccount.State storage state, StakeAccount.Hot memory hot, uint32 epoch)
        private
        view
        returns (uint16)
    {
        if (hot.floor == 0) {
            uint256 since = state.inactiveSince;
            if (since != 0 && epoch >= _nextEpoch(since)) return 0;
        }
        return state.lookup(hot, epoch);
    }

    /// @dev Sets the floor of an active account, whose stake must be sufficient.
    function _keepActive(Kind kind, address account, StakeAccount.State storage state) private {
        uint256 required = requirementOf(kind, account);
        uint256 bonded = state.bonded();
        if (bonded < required) revert StakeTooLow(kind, account, bonded, required);
        // Fits: the stake is no smaller.
        state.hot.floor = uint88(required + state.unbonding);
    }

    // ------------------------------------------------------------------ private: slashes

    /// @dev Divides what was slashed.
    function _share(
        StakeParameters.Pools memory pools,
        Kind kind,
        address account,
        uint32 epoch,
        uint256 amount,
        address reporter
    ) private {
        uint256 reporterAmount;
        uint256 insuranceAmount;
        uint256 burnAmount;
        // Nothing overflows: 88 bits times 14, and the shares are at most the whole.
        unchecked {
            reporterAmount = (amount * pools.reporterBps) / StakeParameters.BPS;
            // Rounded down, so that the burn takes the rest. Without a reporter, its share is the insurance's.
            insuranceAmount = (amount * pools.insuranceBps) / StakeParameters.BPS;
            burnAmount = amount - reporterAmount - insuranceAmount;
            if (reporter == address(0)) {
                insuranceAmount += reporterAmount;
                reporterAmount = 0;
            }
        }
        if (amount != 0) {
            if (reporterAmount != 0) claimable[reporter] += reporterAmount;
            pools.insurance = SafeCast.toUint104(pools.insurance + insuranceAmount);
            pools.unburnt = SafeCast.toUint104(pools.unburnt + burnAmount);
            _pools = pools;
        }
        emit Slashed(kind, account, epoch, msg.sender, amount, reporter, reporterAmount, insuranceAmount, burnAmount);
    }

    function _isSlashed(StakeAccount.Hot memory hot, uint32 epoch) private pure returns (bool) {
        return SlashedEpochs.isMarked(hot.latestSlashed, hot.slashedBits, epoch);
    }

    // ------------------------------------------------------------------ private: requirements

    function _requireSlashable(uint256 epoch) private view {
        uint256 current = currentEpoch();
        uint256 reach = slashableEpochs();
        uint256 oldest = current < reach ? 0 : current - reach;
        if (epoch < oldest || epoch >= current) revert EpochNotSlashable(epoch, oldest, current);
    }

    function _requireStatus(Kind kind, address account, Status expected)
        private
        view
        returns (StakeAccount.State storage state)
    {
        state = _accounts[kind][account];
        if (state.status != expected) revert WrongStatus(kind, account, state.status, expected);
    }

    /// @dev Active, or inactive within the grace period.
    function _requireStaying(Kind kind, address account) private view returns (StakeAccount.State storage state) {
        state = _accounts[kind][account];
        Status status = state.status;
        if (status == Status.Active) return state;
        if (status != Status.Inactive) revert NotStaying(kind, account, status);
        uint256 graceEndsAt = _graceEndsAt(state);
        if (block.timestamp >= graceEndsAt) revert GraceOver(kind, account, graceEndsAt, block.timestamp);
    }

    function _requireAmount(uint256 given, uint256 maximum) private pure {
        if (given == 0 || given > maximum) revert AmountOutOfRange(given, 1, maximum);
    }

    function _withdrawableAt(StakeAccount.State storage state) private view returns (uint40) {
        return state.unbondingSince + unbondingSeconds();
    }

    function _graceEndsAt(StakeAccount.State storage state) private view returns (uint40) {
        return state.inactiveSince + graceSeconds();
    }
}
