// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IStakeRegistry} from "../interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../interfaces/IUptimeCourt.sol";
import {IUptimeProofVerifier} from "../interfaces/IUptimeProofVerifier.sol";
import {FIELD_MODULUS} from "../rollup/Field.sol";
import {Announcement} from "../stake/Announcement.sol";
import {CommitteeDraw} from "./CommitteeDraw.sol";
import {EpochRecords} from "./EpochRecords.sol";
import {IPoseidon4} from "./IPoseidon4.sol";
import {IPoseidon5} from "./IPoseidon5.sol";
import {UptimeProofCall} from "./UptimeProofCall.sol";
import {UptimePenalty} from "./UptimePenalty.sol";
import {UptimeTimes} from "./UptimeTimes.sol";
import {WatchTree} from "./WatchTree.sol";

/// @title Tallystick's court of uptime
/// @notice See {IUptimeCourt}.
contract UptimeCourt is UptimeTimes, AccessManaged, ReentrancyGuardTransient {
    using Announcement for Announcement.State;
    using EpochRecords for uint256;
    using UptimeProofCall for IUptimeProofVerifier;

    /// @notice How many roots a provider's epoch needs that aren't struck. One less than this may be faulty.
    uint256 public constant QUORUM = 3;

    /// @notice The depths that a watcher's tree may have.
    uint256 public constant MIN_WATCH_DEPTH = 6;
    uint256 public constant MAX_WATCH_DEPTH = 8;

    /// @notice The bounds of {Parameters}.
    uint256 public constant MIN_CAP_WAD = 0.01e18;
    uint256 public constant MAX_CAP_WAD = 0.5e18;
    uint256 public constant MIN_LINEAR_WAD = 0.01e18;
    uint256 public constant MAX_LINEAR_WAD = 10e18;
    uint256 public constant MAX_QUADRATIC_WAD = 100e18;
    uint256 public constant MIN_WATCHER_SLASH_WAD = 0.001e18;
    uint256 public constant MAX_WATCHER_SLASH_WAD = 0.5e18;
    uint256 public constant MIN_DEMAND_BOND_WEI = 1 gwei;
    uint256 public constant MAX_DEMAND_BOND_WEI = 1 ether;

    uint256 private constant _MEMBERS = CommitteeDraw.MEMBERS;

    struct Draw {
        bytes28 seed;
        uint32 watcherCount;
    }

    struct WatcherRules {
        uint64 absentWad;
        uint64 struckWad;
        uint96 demandBondWei;
    }

    IStakeRegistry private immutable _REGISTRY;
    IUptimeProofVerifier private immutable _VERIFIER;
    IPoseidon4 private immutable _POSEIDON_4;
    IPoseidon5 private immutable _POSEIDON_5;
    uint8 private immutable _WATCH_DEPTH;

    Schedule private _schedule;
    WatcherRules private _watcherRules;
    Announcement.State private _announced;
    mapping(uint32 epoch => Draw) private _draws;
    mapping(uint32 epoch => mapping(uint256 position => uint256)) private _roots;
    /// @dev See {EpochRecords}.
    mapping(address provider => uint256) private _records;
    /// @dev What a demand that is neither answered nor struck is worth.
    mapping(address provider => mapping(uint32 epoch => mapping(uint256 member => uint256))) private _bonds;

    /// @inheritdoc IUptimeCourt
    mapping(address recipient => uint256) public claimableBonds;

    constructor(Config memory config, Parameters memory parameters_)
        UptimeTimes(_requireRegistry(config.registry), config)
        AccessManaged(config.authority)
    {
        _requireContract("verifier", config.verifier);
        _requireContract("poseidon4", config.poseidon4);
        _requireContract("poseidon5", config.poseidon5);
        _requireContract("authority", config.authority);
        _requireBounds("watchDepth", config.watchDepth, MIN_WATCH_DEPTH, MAX_WATCH_DEPTH);
        _REGISTRY = IStakeRegistry(config.registry);
        _VERIFIER = IUptimeProofVerifier(config.verifier);
        _POSEIDON_4 = IPoseidon4(config.poseidon4);
        _POSEIDON_5 = IPoseidon5(config.poseidon5);
        _WATCH_DEPTH = config.watchDepth;
        _requireValid(parameters_);
        _setParameters(parameters_);
    }

    // ------------------------------------------------------------------ anyone

    /// @inheritdoc IUptimeCourt
    /// @dev Whoever proposes the block, and to a lesser degree whoever calls first, has some say in the seed; but who
    /// watches and who is watched is settled before.
    function drawSeed(uint32 epoch) external returns (bytes28 seed, uint32 watcherCount) {
        _requireDrawWindow(epoch);
        if (_draws[epoch].seed != 0) revert SeedAlreadyDrawn(epoch);
        seed = bytes28(keccak256(abi.encode(block.prevrandao, epoch, address(this))));
        watcherCount = _REGISTRY.watcherCountAt(epoch);
        _draws[epoch] = Draw({seed: seed, watcherCount: watcherCount});
        emit SeedDrawn(epoch, seed, watcherCount);
    }

    /// @inheritdoc IUptimeCourt
    function proveUptime(address provider, uint32 epoch, uint8 missedSlots, uint256[8] calldata proof)
        external
        returns (uint256 penalty)
    {
        _requireProofWindow(epoch);
        (uint256 record, uint256 promisedBps) = _requireOpen(provider, epoch);
        uint256 fractionWad = _penaltyOf(promisedBps, missedSlots);
        if (fractionWad != 0 && msg.sender != provider) revert NotTheProvider(msg.sender, provider);
        if (!_VERIFIER.isValid(proof, _statement(provider, epoch, missedSlots, record))) {
            revert ProofRejected(provider, epoch, missedSlots);
        }
        // A slash is its own record.
        if (fractionWad == 0) _records[provider] = _records[provider].write(epoch, record.settled());
        else (, penalty) = _REGISTRY.slash(IStakeRegistry.Kind.Provider, provider, epoch, fractionWad, address(0));
        emit UptimeProven(provider, epoch, missedSlots, penalty);
    }

    /// @inheritdoc IUptimeCourt
    function slashSilentProvider(address provider, uint32 epoch) external returns (uint256 penalty) {
        _requireSilentWindow(epoch);
        (uint256 record,) = _requireOpen(provider, epoch);
        // Reverts where the epoch is void.
        _statement(provider, epoch, 0, record);
        (, penalty) = _REGISTRY.slash(IStakeRegistry.Kind.Provider, provider, epoch, _schedule.capWad, msg.sender);
        emit ProviderSilent(provider, epoch, msg.sender, penalty);
    }

    /// @inheritdoc IUptimeCourt
    function slashAbsentWatcher(uint32 epoch, uint32 position) external returns (uint256 slashed) {
        _requireAbsentWindow(epoch);
        uint256 watcherCount = _requireDrawn(epoch).watcherCount;
        if (position >= watcherCount) revert NoSuchPosition(epoch, position, watcherCount);
        uint256 root = _roots[epoch][position];
        if (root != 0) revert RootWasPosted(epoch, position, root);
        address watcher = _REGISTRY.watcherAt(epoch, position);
        bool applied;
        (applied, slashed) =
            _REGISTRY.slash(IStakeRegistry.Kind.Watcher, watcher, epoch, _watcherRules.absentWad, msg.sender);
        if (!applied) revert AlreadySlashed(watcher, epoch);
        emit WatcherAbsent(epoch, watcher, position, slashed);
    }

    /// @inheritdoc IUptimeCourt
    function strike(address provider, uint32 epoch, uint8 member) external returns (uint256 slashed) {
        _requireAfterReveal(epoch);
        uint256 bondWei = _takeBond(provider, epoch, member);
        claimableBonds[provider] += bondWei;
        (address watcher,) = _memberOf(provider, epoch, member);
        if (block.timestamp < _slashUntil(epoch)) {
            _setLeaf(provider, epoch, member, LeafState.Struck);
            (, slashed) =
                _REGISTRY.slash(IStakeRegistry.Kind.Watcher, watcher, epoch, _watcherRules.struckWad, msg.sender);
        }
        emit WatcherStruck(epoch, watcher, provider, member, slashed);
    }

    /// @inheritdoc IUptimeCourt
    function claimBonds(address recipient) external nonReentrant returns (uint256 amountWei) {
        amountWei = claimableBonds[recipient];
        if (amountWei == 0) revert NothingToClaim(recipient);
        claimableBonds[recipient] = 0;
        emit BondsClaimed(recipient, amountWei);
        Address.sendValue(payable(recipient), amountWei);
    }

    // ------------------------------------------------------------------ watchers

    /// @inheritdoc IUptimeCourt
    function postRoot(uint32 epoch, uint32 position, uint256 root) external {
        _requirePostWindow(epoch);
        _requireDrawn(epoch);
        address watcher = _REGISTRY.watcherAt(epoch, position);
        if (msg.sender != watcher) revert NotTheWatcher(msg.sender, epoch, position, watcher);
        if (root == 0 || root >= FIELD_MODULUS) revert NotInField("root", root, FIELD_MODULUS);
        uint256 posted = _roots[epoch][position];
        if (posted != 0) revert RootAlreadyPosted(epoch, position, posted);
        _roots[epoch][position] = root;
        emit RootPosted(epoch, watcher, position, root);
    }

    /// @inheritdoc IUptimeCourt
    function reveal(address provider, uint32 epoch, uint8 member, Opening calldata opening) external {
        _requireRevealWindow(epoch);
        uint256 bondWei = _takeBond(provider, epoch, member);
        (address watcher, uint256 root) = _memberOf(provider, epoch, member);
        uint256 computed = WatchTree.rootOf(_POSEIDON_4, _POSEIDON_5, _WATCH_DEPTH, watcher, provider, epoch, opening);
        if (computed != root) revert WrongOpening(computed, root);
        claimableBonds[watcher] += bondWei;
        _setLeaf(provider, epoch, member, LeafState.Revealed);
        emit LeafRevealed(epoch, watcher, provider, member, opening);
    }

    // ------------------------------------------------------------------ providers

    /// @inheritdoc IUptimeCourt
    function demandReveal(uint32 epoch, uint8 member) external payable {
        _requireDemandWindow(epoch);
        (uint256 record,) = _requireOpen(msg.sender, epoch);
        _statement(msg.sender, epoch, 0, record);
        (address watcher, uint256 root) = _memberOf(msg.sender, epoch, member);
        if (root == 0) revert NoRootPosted(epoch, member);
        LeafState leaf = record.leafOf(member);
        if (leaf != LeafState.Untouched) {
            revert WrongLeafState(msg.sender, epoch, member, leaf, LeafState.Untouched);
        }
        uint96 bondWei = _watcherRules.demandBondWei;
        if (msg.value != bondWei) revert WrongBond(msg.value, bondWei);
        _bonds[msg.sender][epoch][member] = bondWei;
        _setLeaf(msg.sender, epoch, member, LeafState.Demanded);
        emit RevealDemanded(epoch, watcher, msg.sender, member, uint40(_revealUntil(epoch)), bondWei);
    }

    // ------------------------------------------------------------------ governance

    /// @inheritdoc IUptimeCourt
    function scheduleParameters(Parameters calldata parameters_) external restricted {
        _requireValid(parameters_);
        uint40 readyAt = uint40(block.timestamp) + _REGISTRY.noticeSeconds();
        _announced.announce(keccak256(abi.encode(parameters_)), readyAt);
        emit ParametersScheduled(parameters_, readyAt);
    }

    /// @inheritdoc IUptimeCourt
    function applyParameters(Parameters calldata parameters_) external {
        _announced.take(keccak256(abi.encode(parameters_)));
        _setParameters(parameters_);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IUptimeCourt
    function committeeOf(address provider, uint32 epoch) external view returns (Committee memory committee) {
        Draw memory draw = _draws[epoch];
        committee.isVoid = true;
        if (draw.watcherCount < _MEMBERS) return committee;
        committee.drawn = true;
        uint256[5] memory positions = CommitteeDraw.draw(draw.seed, provider, draw.watcherCount);
        uint256 record = _records[provider].read(epoch);
        bool late = block.timestamp >= _revealUntil(epoch);
        uint256 rootCount = 0;
        for (uint256 i = 0; i < _MEMBERS; ++i) {
            // Fits: below the number of watchers.
            committee.positions[i] = uint32(positions[i]);
            committee.watchers[i] = _REGISTRY.watcherAt(epoch, uint32(positions[i]));
            bool struck = record.isStruck(i, late);
            committee.leaves[i] = struck ? LeafState.Struck : record.leafOf(i);
            if (!struck) committee.roots[i] = _roots[epoch][positions[i]];
            if (committee.roots[i] != 0) ++rootCount;
        }
        committee.isVoid = rootCount < QUORUM;
    }

    /// @inheritdoc IUptimeCourt
    function publicInputsOf(address provider, uint32 epoch, uint8 missedSlots)
        external
        view
        returns (uint256[8] memory)
    {
        return _statement(provider, epoch, missedSlots, _records[provider].read(epoch));
    }

    /// @inheritdoc IUptimeCourt
    function seedOf(uint32 epoch) external view returns (bytes28 seed, uint32 watcherCount) {
        Draw memory draw = _draws[epoch];
        return (draw.seed, draw.watcherCount);
    }

    /// @inheritdoc IUptimeCourt
    function rootOf(uint32 epoch, uint32 position) external view returns (uint256) {
        return _roots[epoch][position];
    }

    /// @inheritdoc IUptimeCourt
    function isSettled(address provider, uint32 epoch) external view returns (bool) {
        return _records[provider].read(epoch).isSettled()
            || _REGISTRY.isSlashed(IStakeRegistry.Kind.Provider, provider, epoch);
    }

    /// @inheritdoc IUptimeCourt
    function penaltyOf(uint16 promisedUptimeBps, uint8 missedSlots) external view returns (uint256 fractionWad) {
        _requireBounds("promisedUptimeBps", promisedUptimeBps, 0, 10_000);
        return _penaltyOf(promisedUptimeBps, missedSlots);
    }

    /// @inheritdoc IUptimeCourt
    function parameters() external view returns (Parameters memory) {
        WatcherRules memory rules = _watcherRules;
        return Parameters({
            schedule: _schedule,
            absentWad: rules.absentWad,
            struckWad: rules.struckWad,
            demandBondWei: rules.demandBondWei
        });
    }

    /// @inheritdoc IUptimeCourt
    function scheduledParameters() external view returns (bytes32 hash, uint40 readyAt) {
        return (_announced.hash, _announced.readyAt);
    }

    /// @inheritdoc IUptimeCourt
    function registry() external view returns (address) {
        return address(_REGISTRY);
    }

    /// @inheritdoc IUptimeCourt
    function verifier() external view returns (address) {
        return address(_VERIFIER);
    }

    /// @inheritdoc IUptimeCourt
    function watchDepth() external view returns (uint8) {
        return _WATCH_DEPTH;
    }

    // ------------------------------------------------------------------ private

    function _requireValid(Parameters memory given) private pure {
        Schedule memory schedule = given.schedule;
        _requireBounds("capWad", schedule.capWad, MIN_CAP_WAD, MAX_CAP_WAD);
        _requireBounds("linearWad", schedule.linearWad, MIN_LINEAR_WAD, MAX_LINEAR_WAD);
        _requireBounds("quadraticWad", schedule.quadraticWad, 0, MAX_QUADRATIC_WAD);
        _requireBounds("absentWad", given.absentWad, MIN_WATCHER_SLASH_WAD, MAX_WATCHER_SLASH_WAD);
        _requireBounds("struckWad", given.struckWad, MIN_WATCHER_SLASH_WAD, MAX_WATCHER_SLASH_WAD);
        _requireBounds("demandBondWei", given.demandBondWei, MIN_DEMAND_BOND_WEI, MAX_DEMAND_BOND_WEI);
    }

    function _setParameters(Parameters memory given) private {
        _schedule = given.schedule;
        _watcherRules =
            WatcherRules({absentWad: given.absentWad, struckWad: given.struckWad, demandBondWei: given.demandBondWei});
        emit ParametersSet(given);
    }

    /// @dev Takes the bond of a demand that waits for an answer.
    function _takeBond(address provider, uint32 epoch, uint8 member) private returns (uint256 bondWei) {
        bondWei = _bonds[provider][epoch][member];
        if (bondWei == 0) {
            _requireMember(member);
            LeafState leaf = _records[provider].read(epoch).leafOf(member);
            revert WrongLeafState(provider, epoch, member, leaf, LeafState.Demanded);
        }
        delete _bonds[provider][epoch][member];
    }

    function _setLeaf(address provider, uint32 epoch, uint8 member, LeafState leaf) private {
        uint256 records = _records[provider];
        _records[provider] = records.write(epoch, records.read(epoch).withLeaf(member, leaf));
    }

    /// @dev The public inputs of a proof. Reverts where the epoch is void, for all or for the provider.
    function _statement(address provider, uint32 epoch, uint256 missedSlots, uint256 record)
        private
        view
        returns (uint256[8] memory inputs)
    {
        Draw memory draw = _requireDrawn(epoch);
        uint256[5] memory positions = CommitteeDraw.draw(draw.seed, provider, draw.watcherCount);
        mapping(uint256 position => uint256) storage roots = _roots[epoch];
        bool touched = record.isTouched();
        bool late = touched && block.timestamp >= _revealUntil(epoch);
        inputs[0] = missedSlots;
        inputs[1] = uint160(provider);
        inputs[2] = epoch;
        uint256 rootCount = 0;
        // Nothing overflows: five members.
        unchecked {
            for (uint256 i = 0; i < _MEMBERS; ++i) {
                if (touched && record.isStruck(i, late)) continue;
                uint256 root = roots[positions[i]];
                inputs[3 + i] = root;
                if (root != 0) ++rootCount;
            }
        }
        if (rootCount < QUORUM) revert EpochVoidFor(provider, epoch, rootCount, QUORUM);
    }

    function _memberOf(address provider, uint32 epoch, uint8 member)
        private
        view
        returns (address watcher, uint256 root)
    {
        _requireMember(member);
        Draw memory draw = _requireDrawn(epoch);
        uint256 position = CommitteeDraw.draw(draw.seed, provider, draw.watcherCount)[member];
        return (_REGISTRY.watcherAt(epoch, uint32(position)), _roots[epoch][position]);
    }

    function _penaltyOf(uint256 promisedBps, uint256 missedSlots) private view returns (uint256) {
        if (missedSlots > UptimePenalty.SLOTS) revert TooManySlots(missedSlots, UptimePenalty.SLOTS);
        // The usual case needn't read the schedule.
        return missedSlots == 0 ? 0 : UptimePenalty.fraction(_schedule, promisedBps, missedSlots);
    }

    function _requireDrawn(uint32 epoch) private view returns (Draw memory draw) {
        draw = _draws[epoch];
        if (draw.watcherCount < _MEMBERS) revert EpochVoid(epoch, draw.watcherCount, _MEMBERS);
    }

    /// @dev The record of an epoch that isn't settled, and what the provider promised for it.
    function _requireOpen(address provider, uint32 epoch) private view returns (uint256 record, uint256 promisedBps) {
        bool slashed;
        (promisedBps, slashed) = _REGISTRY.obligationAt(provider, epoch);
        if (promisedBps == 0) revert NotObliged(provider, epoch);
        record = _records[provider].read(epoch);
        if (slashed || record.isSettled()) revert AlreadySettled(provider, epoch);
    }

    function _requireMember(uint8 member) private pure {
        if (member >= _MEMBERS) revert NoSuchMember(member, _MEMBERS - 1);
    }

    function _requireRegistry(address given) private view returns (IStakeRegistry) {
        _requireContract("registry", given);
        return IStakeRegistry(given);
    }

    function _requireContract(string memory name, address given) private view {
        if (given.code.length == 0) revert NotAContract(name, given);
    }
}
