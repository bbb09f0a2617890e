// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {IEscape} from "../interfaces/IEscape.sol";
import {IRollup} from "../interfaces/IRollup.sol";
import {Escape} from "./Escape.sol";
import {FIELD_MODULUS, Field} from "./Field.sol";
import {RollupSettings} from "./RollupSettings.sol";
import {Grumpkin} from "./Grumpkin.sol";
import {OpenQueue} from "./OpenQueue.sol";
import {PublicInputs} from "./PublicInputs.sol";
import {RootHistory} from "./RootHistory.sol";
import {VerifierCall} from "./VerifierCall.sol";

/// @title Tallystick's rollup
/// @notice Holds the deposits of prepaid accounts, whose balances live in a tree known by its root only. A batch moves
/// the root, and does so only with a proof. What leaves the tree is credited here and claimed by its recipient.
///
/// Money comes in by {open} alone and is at any time in one of three places: the queue, the tree, or what can be
/// claimed. {totalOwed} is their sum, and the token balance never falls below it.
/// @dev For tokens that neither take a fee on transfer (refused) nor change balances by themselves (not detectable).
contract Rollup is IRollup, Escape, RollupSettings {
    using SafeERC20 for IERC20;
    using OpenQueue for mapping(uint256 serial => OpenQueue.QueuedOpen);
    using RootHistory for RootHistory.History;

    /// @notice Goes into {domain}.
    uint256 public constant VERSION = 1;

    /// @notice How much later than its block's time a batch's may be, in seconds. Little: time never goes back, so whoever
    /// makes a batch of its own could leave an allowance that much before its expiry, and keep the receipts of all others
    /// that expire meanwhile from being settled.
    uint256 public constant MAX_NOW_AHEAD = 1 minutes;

    /// @notice How much earlier than its block's time a batch's may be, in seconds: it has to be proved and mined.
    uint256 public constant MAX_NOW_BEHIND = 15 minutes;

    /// @notice The bounds of {refundDelay}, in seconds.
    uint256 public constant MIN_REFUND_DELAY = 1 hours;
    uint256 public constant MAX_REFUND_DELAY = 30 days;

    /// @notice The root of the empty quaternary tree of depth 16: `node = compress(c, c, c, c)` from leaf 0 upwards.
    uint256 public constant EMPTY_ROOT = 0x02f3a0618fba764045a91eebc59597123ab40a3f8f177620c758b24e33e93131;

    /// @dev Sums of at most 2^32 amounts of 88 bits.
    struct Ledger {
        uint128 owed;
        uint128 inTree;
    }

    IERC20 private immutable _TOKEN;
    uint40 private immutable _REFUND_DELAY;
    uint256 private immutable _CHAIN_ID;
    uint256 private immutable _DOMAIN;

    Ledger private _ledger;
    RootHistory.History private _history;
    mapping(uint256 serial => OpenQueue.QueuedOpen) private _queue;

    /// @inheritdoc IRollup
    mapping(address recipient => uint256) public claimable;

    /// @notice Queues the operator's account as serial 1, so nobody can take it before.
    constructor(Config memory config)
        AccessManaged(config.authority)
        Escape(config.reservationDelay, config.reservationWindow, config.reservationFeeWei, config.livenessPeriod)
        RollupSettings(config.governanceDelay)
    {
        if (config.token.code.length == 0) revert NotAContract("token", config.token);
        if (config.authority.code.length == 0) revert NotAContract("authority", config.authority);
        _requireBounds("refundDelay", config.refundDelay, MIN_REFUND_DELAY, MAX_REFUND_DELAY);
        uint256 longest = _longestExit(config.refundDelay);
        _requireBounds("governanceDelay", config.governanceDelay, longest + 1, MAX_GOVERNANCE_DELAY);
        _TOKEN = IERC20(config.token);
        _REFUND_DELAY = config.refundDelay;
        _CHAIN_ID = block.chainid;
        _DOMAIN = _computeDomain();

        // The earliest time that a first batch may carry.
        uint40 genesis = uint40(block.timestamp - MAX_NOW_BEHIND);
        _history.push(0, EMPTY_ROOT, genesis);
        _head = Head({
            firstQueued: FIRST_SERIAL,
            nextSerial: FIRST_SERIAL,
            batchCount: 0,
            operatorSerial: FIRST_SERIAL,
            feeBps: 0,
            lastNow: genesis,
            lastOperatorAt: uint40(block.timestamp),
            lastWindow: 0
        });
        _requireFeeBps(config.feeBps);
        _setFeeBps(config.feeBps);
        _setOpenFee(config.openFeeWei, config.feeRecipient);
        _enqueue(config.operatorX, config.operatorY, config.operatorTerms, 0);
    }

    // ------------------------------------------------------------------ users

    /// @inheritdoc IRollup
    function open(uint256 ownerX, uint256 ownerY, uint256 terms, uint256 amount)
        external
        payable
        nonReentrant
        returns (uint32 serial)
    {
        _requireOpensAllowed();
        uint256 fee = _openSettings.feeWei;
        if (msg.value != fee) revert WrongOpenFee(msg.value, fee);
        if (amount > type(uint88).max) revert AmountTooLarge(amount, type(uint88).max);
        serial = _enqueue(ownerX, ownerY, terms, uint88(amount));
        if (amount != 0) {
            _ledger.owed += uint128(amount);
            _pull(amount);
        }
    }

    /// @inheritdoc IRollup
    function refundOpen(uint32 serial) external nonReentrant {
        OpenQueue.QueuedOpen storage queued = _requireQueued(serial);
        address opener = queued.opener;
        uint88 amount = queued.amount;
        uint256 refundableAt = uint256(queued.openedAt) + _REFUND_DELAY;
        if (block.timestamp < refundableAt) revert RefundTooEarly(serial, refundableAt, block.timestamp);
        if (amount == 0) revert NothingToRefund(serial);
        queued.amount = 0;
        _ledger.owed -= amount;
        emit OpenRefunded(serial, opener, amount);
        _TOKEN.safeTransfer(opener, amount);
    }

    /// @inheritdoc IRollup
    function claim(address recipient) external nonReentrant returns (uint256 amount) {
        amount = claimable[recipient];
        if (amount == 0) revert NothingToClaim(recipient);
        claimable[recipient] = 0;
        // Fits: it is part of what is owed.
        _ledger.owed -= uint128(amount);
        emit Claimed(recipient, amount);
        _TOKEN.safeTransfer(recipient, amount);
    }

    // ------------------------------------------------------------------ batches

    /// @inheritdoc IRollup
    function submitBatch(uint256 shapeId, Batch calldata batch, bytes calldata proof) external restricted nonReentrant {
        Head memory head = _head;
        _requireOperatorsTurn(head.lastWindow);
        head.lastOperatorAt = uint40(block.timestamp);
        _submit(shapeId, batch, proof, head, PublicInputs.operatorPart(head.feeBps, head.operatorSerial));
    }

    /// @inheritdoc IRollup
    /// @dev Not restricted, so that no role, no closed target and no pause reaches it.
    function submitOwnBatch(uint256 shapeId, Batch calldata batch, bytes calldata proof) external nonReentrant {
        Head memory head = _head;
        _takeTurn(head.lastOperatorAt);
        _submit(shapeId, batch, proof, head, 0);
        emit SelfMadeBatch(head.batchCount, msg.sender);
    }

    /// @inheritdoc IRollup
    /// @dev Only fees of opens stay here as native money, so all of it is theirs.
    function collectOpenFees() external nonReentrant returns (uint256 amountWei) {
        amountWei = address(this).balance;
        if (amountWei == 0) revert NoFeesToCollect();
        address recipient = _openSettings.feeRecipient;
        emit OpenFeesCollected(recipient, amountWei);
        Address.sendValue(payable(recipient), amountWei);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IRollup
    function token() external view returns (address) {
        return address(_TOKEN);
    }

    /// @inheritdoc IRollup
    /// @dev Follows the chain's id, so that after a chain split nothing signed for one side counts on the other.
    function domain() public view returns (uint256) {
        return block.chainid == _CHAIN_ID ? _DOMAIN : _computeDomain();
    }

    /// @inheritdoc IRollup
    function latest() external view returns (uint256 batchId, uint256 root, uint48 now_) {
        batchId = _head.batchCount;
        (root, now_) = _history.entry(batchId);
    }

    /// @inheritdoc IRollup
    function rootAt(uint256 batchId) external view returns (uint256 root, uint48 now_) {
        if (batchId > _head.batchCount) revert UnknownBatch(batchId, _head.batchCount);
        return _history.entry(batchId);
    }

    /// @inheritdoc IRollup
    function queue() external view returns (uint32 firstQueued, uint32 nextSerial) {
        return (_head.firstQueued, _head.nextSerial);
    }

    /// @inheritdoc IRollup
    function queuedOpen(uint32 serial)
        external
        view
        returns (bytes27 commitment, address opener, uint88 amount, uint40 refundableAt)
    {
        OpenQueue.QueuedOpen storage queued = _requireQueued(serial);
        return (queued.commitment, queued.opener, queued.amount, queued.openedAt + _REFUND_DELAY);
    }

    /// @inheritdoc IRollup
    function totalOwed() external view returns (uint256) {
        return _ledger.owed;
    }

    /// @inheritdoc IRollup
    function totalInTree() external view returns (uint256) {
        return _ledger.inTree;
    }

    /// @inheritdoc IRollup
    function feeBps() external view returns (uint16) {
        return _head.feeBps;
    }

    /// @inheritdoc IRollup
    function operatorSerial() external view returns (uint32) {
        return _head.operatorSerial;
    }

    /// @inheritdoc IRollup
    function openFeeWei() external view returns (uint96) {
        return _openSettings.feeWei;
    }

    /// @inheritdoc IRollup
    function feeRecipient() external view returns (address) {
        return _openSettings.feeRecipient;
    }

    /// @inheritdoc IRollup
    function refundDelay() external view returns (uint40) {
        return _REFUND_DELAY;
    }

    /// @inheritdoc IEscape
    function longestExit() external view returns (uint256) {
        return _longestExit(_REFUND_DELAY);
    }

    // ------------------------------------------------------------------ private

    /// @dev Verifies a batch and carries it out. Writes `head`, with what the batch changes of it.
    /// @param operatorPart What the batch's header must say of the operator.
    function _submit(
        uint256 shapeId,
        Batch calldata batch,
        bytes calldata proof,
        Head memory head,
        uint256 operatorPart
    ) private {
        _requirePresentRoot(batch.oldRoot, head.batchCount);
        _requireNow(batch.now_, head.lastNow);
        (Shape memory shape, address verifier) = shapeOf(shapeId);
        if (verifier == address(0)) revert UnknownShape(shapeId);

        uint32 firstSerial = head.firstQueued;
        uint256 openCount = batch.opens.length;
        (bytes32[] memory inputs, uint256 withdrawn) = PublicInputs.build(
            batch, shape, domain(), PublicInputs.header(batch.now_, operatorPart, firstSerial, openCount)
        );
        if (openCount > head.nextSerial - firstSerial) {
            revert OpenNotQueued(head.nextSerial, firstSerial, head.nextSerial);
        }
        _moveMoney(_queue.take(firstSerial, batch.opens), withdrawn);
        VerifierCall.requireValid(shapeId, verifier, proof, inputs);

        uint256 batchId = ++head.batchCount;
        // Fits: it is at most nextSerial.
        head.firstQueued = firstSerial + uint32(openCount);
        // Fits: it is within minutes of the block's time.
        head.lastNow = uint40(batch.now_);
        _head = head;
        _history.push(batchId, batch.newRoot, batch.now_);
        _emitSettled(batchId, shapeId, batch, firstSerial, PublicInputs.updatesOf(inputs, shape));
        _creditWithdrawals(batchId, batch.withdrawals);
    }

    /// @dev Checks an account's public data and queues it under the next serial.
    function _enqueue(uint256 ownerX, uint256 ownerY, uint256 terms, uint88 amount) private returns (uint32 serial) {
        Grumpkin.requirePoint(ownerX, ownerY);
        Field.requireElement("terms", terms);
        serial = _head.nextSerial;
        if (serial == type(uint32).max) revert TreeFull(serial, type(uint32).max - 1);
        _head.nextSerial = serial + 1;
        uint40 openedAt = uint40(block.timestamp);
        _queue[serial] = OpenQueue.QueuedOpen({
            commitment: OpenQueue.commitmentOf(ownerX, ownerY, terms),
            openedAt: openedAt,
            opener: msg.sender,
            amount: amount
        });
        emit Opened(serial, msg.sender, ownerX, ownerY, terms, amount, openedAt + _REFUND_DELAY);
    }

    /// @dev Pulls tokens from the caller, and refuses if another amount arrives.
    function _pull(uint256 amount) private {
        uint256 before = _TOKEN.balanceOf(address(this));
        _TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = _TOKEN.balanceOf(address(this)) - before;
        if (received != amount) revert TransferAmountMismatch(received, amount);
    }

    /// @dev Moves the opened accounts' money from the queue into the tree, and the withdrawals out of it. The proof
    /// binds every amount; the bound here holds even if it didn't.
    function _moveMoney(uint256 opened, uint256 withdrawn) private {
        uint256 inTree = _ledger.inTree + opened;
        if (withdrawn > inTree) revert WithdrawalsExceedTree(withdrawn, inTree);
        // Fits: the tree holds a part of what is owed.
        _ledger.inTree = uint128(inTree - withdrawn);
    }

    /// @dev A function of its own, since {submitBatch} has its stack full.
    function _emitSettled(
        uint256 batchId,
        uint256 shapeId,
        Batch calldata batch,
        uint32 firstSerial,
        bytes memory updates
    ) private {
        // Fits: the opens are at most as many as the shape has slots.
        uint16 openCount = uint16(batch.opens.length);
        emit BatchSettled(batchId, shapeId, batch.newRoot, batch.now_, batch.salt, firstSerial, openCount, updates);
    }

    function _creditWithdrawals(uint256 batchId, Withdrawal[] calldata withdrawals) private {
        for (uint256 i = 0; i < withdrawals.length; ++i) {
            uint88 amount = withdrawals[i].amount;
            if (amount == 0) continue;
            address recipient = withdrawals[i].recipient;
            claimable[recipient] += amount;
            emit WithdrawalCredited(batchId, recipient, amount);
        }
    }

    function _requireQueued(uint256 serial) private view returns (OpenQueue.QueuedOpen storage) {
        if (serial < _head.firstQueued || serial >= _head.nextSerial) {
            revert OpenNotQueued(serial, _head.firstQueued, _head.nextSerial);
        }
        return _queue[serial];
    }

    function _requirePresentRoot(uint256 oldRoot, uint256 batchCount) private view {
        uint256 root = _history.roots[batchCount];
        if (oldRoot != root) revert StaleRoot(oldRoot, root);
    }

    function _requireNow(uint256 now_, uint256 lastNow) private view {
        if (now_ > block.timestamp + MAX_NOW_AHEAD) revert NowTooFarOff(now_, block.timestamp, MAX_NOW_AHEAD);
        if (now_ + MAX_NOW_BEHIND < block.timestamp) revert NowTooFarOff(now_, block.timestamp, MAX_NOW_BEHIND);
        if (now_ < lastNow) revert NowBeforePrevious(now_, lastNow);
    }

    function _longestExit(uint256 refundDelay_) private view returns (uint256) {
        uint256 byBatch = _longestBatchExit();
        return refundDelay_ > byBatch ? refundDelay_ : byBatch;
    }

    function _computeDomain() private view returns (uint256) {
        return uint256(keccak256(abi.encode(block.chainid, address(this), VERSION))) % FIELD_MODULUS;
    }
}
