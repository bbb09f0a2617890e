// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IEscape} from "./IEscape.sol";
import {IRollupSettings} from "./IRollupSettings.sol";

/// @title The rollup's face
/// @notice Holds the deposits, queues openings of accounts, verifies batches and pays withdrawals out.
interface IRollup is IEscape, IRollupSettings {
    // ------------------------------------------------------------------ types

    /// @notice What a deployment fixes or starts with.
    /// @param token The ERC-20 that every amount is in.
    /// @param authority The AccessManager that guards the restricted functions.
    /// @param refundDelay Seconds after which an open that no batch took can be refunded.
    /// @param feeBps The operator's share of a settlement, in 1/10000.
    /// @param openFeeWei What an open costs, in wei.
    /// @param feeRecipient Who receives the fees of opens.
    /// @param operatorX The x coordinate of the key that owns the operator's account (serial 1).
    /// @param operatorY The y coordinate of the same.
    /// @param operatorTerms The terms' hash of the operator's account.
    /// @param reservationDelay See {reservationDelay}; 10 minutes to 3 days.
    /// @param reservationWindow See {reservationWindow}; 5 minutes to an hour.
    /// @param reservationFeeWei See {reservationFeeWei}; 0.0001 to 0.01 ether.
    /// @param livenessPeriod See {livenessPeriod}; an hour to 7 days.
    /// @param governanceDelay See {governanceDelay}; longer than {longestExit}, up to a year.
    struct Config {
        address token;
        address authority;
        uint40 refundDelay;
        uint16 feeBps;
        uint96 openFeeWei;
        address feeRecipient;
        uint256 operatorX;
        uint256 operatorY;
        uint256 operatorTerms;
        uint40 reservationDelay;
        uint40 reservationWindow;
        uint96 reservationFeeWei;
        uint40 livenessPeriod;
        uint40 governanceDelay;
    }

    /// @notice An account that a batch takes from the queue: exactly four public inputs, in this order.
    struct Open {
        uint256 ownerX;
        uint256 ownerY;
        uint256 terms;
        uint88 amount;
    }

    /// @notice Money that leaves the tree. An unused slot is all zero.
    struct Withdrawal {
        uint88 amount;
        address recipient;
    }

    /// @notice What a batch states beside what the contract knows itself.
    /// @param oldRoot The root that the batch starts from; it must be the present one.
    /// @param newRoot The root that the batch ends at.
    /// @param now_ The batch's time, in unix seconds.
    /// @param salt A fresh random field element, from which the accounts' parties derive their pads.
    /// @param opens The next accounts of the queue; at most as many as the shape has slots.
    /// @param serials The account touched by each update slot; exactly as many as the shape has.
    /// @param leaves The new leaf of each update slot.
    /// @param maskedWords The new account word of each update slot, hidden by its pad.
    /// @param withdrawals At most as many as the shape has slots; the rest counts as unused.
    struct Batch {
        uint256 oldRoot;
        uint256 newRoot;
        uint48 now_;
        uint256 salt;
        Open[] opens;
        uint32[] serials;
        uint256[] leaves;
        uint256[] maskedWords;
        Withdrawal[] withdrawals;
    }

    // ------------------------------------------------------------------ events

    /// @notice An account was queued. `refundableAt` is when its money can go back if no batch took it.
    event Opened(
        uint32 indexed serial,
        address indexed opener,
        uint256 ownerX,
        uint256 ownerY,
        uint256 terms,
        uint88 amount,
        uint40 refundableAt
    );

    /// @notice A queued open's money went back to its opener; the account is opened with amount 0 from now on.
    event OpenRefunded(uint32 indexed serial, address indexed opener, uint88 amount);

    /// @notice A batch was verified and its root stored.
    /// @dev Opened accounts are the serials `firstSerial .. firstSerial + openCount - 1` of {Opened}, with amount 0
    /// where {OpenRefunded} came before.
    /// @param updates 32-byte words as the public inputs have them: the update slots' serials, seven to a word (32 bits
    /// each, low bits first), then `(leaf, maskedWord)` of each slot in slot order.
    event BatchSettled(
        uint256 indexed batchId,
        uint256 indexed shapeId,
        uint256 newRoot,
        uint48 now_,
        uint256 salt,
        uint32 firstSerial,
        uint16 openCount,
        bytes updates
    );

    /// @notice A batch's withdrawal can be claimed by its recipient.
    event WithdrawalCredited(uint256 indexed batchId, address indexed recipient, uint88 amount);

    /// @notice A recipient was paid everything that was credited to it.
    event Claimed(address indexed recipient, uint256 amount);

    /// @notice The fees of opens were paid out.
    event OpenFeesCollected(address indexed feeRecipient, uint256 amountWei);

    // ------------------------------------------------------------------ errors: bounds

    /// @notice A value isn't a canonical element of the scalar field.
    /// @param name Which value it is.
    /// @param index Its place in its list; 0 where there is one only.
    error NotInField(string name, uint256 index, uint256 given, uint256 modulus);

    /// @notice The owner's key isn't a point of the Grumpkin curve.
    error PointNotOnCurve(uint256 x, uint256 y);

    /// @notice An amount has more than 88 bits.
    error AmountTooLarge(uint256 given, uint256 maximum);

    /// @notice A serial has more than 32 bits.
    error SerialTooLarge(uint256 index, uint256 given, uint256 maximum);

    /// @notice Every serial of the tree has been handed out.
    error TreeFull(uint256 given, uint256 maximum);

    /// @notice A setting lies outside its bounds.
    error OutOfBounds(string name, uint256 given, uint256 minimum, uint256 maximum);

    /// @notice An address that must be set is zero.
    error ZeroAddress(string name);

    /// @notice An address that must be a contract has no code.
    error NotAContract(string name, address given);

    // ------------------------------------------------------------------ errors: opens

    /// @notice The native fee of an open isn't exactly what it costs.
    error WrongOpenFee(uint256 given, uint256 expected);

    /// @notice The token moved another amount than asked: tokens that take a fee on transfer are refused.
    error TransferAmountMismatch(uint256 received, uint256 expected);

    /// @notice A serial isn't in the queue, which holds `firstQueued .. nextSerial - 1`.
    error OpenNotQueued(uint256 serial, uint256 firstQueued, uint256 nextSerial);

    /// @notice An open's money can't go back yet.
    error RefundTooEarly(uint256 serial, uint256 refundableAt, uint256 blockTime);

    /// @notice An open holds no money, or it went back already.
    error NothingToRefund(uint256 serial);

    /// @notice A batch opens an account with another owner or other terms than queued (keccak256, 27 bytes).
    error OpenMismatch(uint256 serial, bytes27 given, bytes27 expected);

    /// @notice A batch opens an account with another amount than queued (0 once it was refunded).
    error OpenAmountMismatch(uint256 serial, uint256 given, uint256 expected);

    // ------------------------------------------------------------------ errors: batches

    /// @notice No verifier is registered for a shape.
    error UnknownShape(uint256 shapeId);

    /// @notice A list of the batch doesn't fit its shape. `given` must equal `expected` for the updates, and must not
    /// exceed it for opens and withdrawals.
    error WrongSize(string name, uint256 given, uint256 expected);

    /// @notice The batch starts from a root that isn't the present one.
    error StaleRoot(uint256 given, uint256 expected);

    /// @notice The batch's time is too far from the block's: `maximumDrift` is what it may be ahead of it where it is ahead,
    /// else what it may be behind.
    error NowTooFarOff(uint256 given, uint256 blockTime, uint256 maximumDrift);

    /// @notice The batch's time lies before the previous batch's.
    error NowBeforePrevious(uint256 given, uint256 previous);

    /// @notice A withdrawal has an amount without a recipient or a recipient without an amount.
    error InconsistentWithdrawal(uint256 index, uint256 amount, address recipient);

    /// @notice A batch withdraws more than the tree holds.
    error WithdrawalsExceedTree(uint256 given, uint256 available);

    /// @notice The verifier refused the proof.
    /// @param reason What the verifier reverted with; empty if it answered false.
    error ProofRejected(uint256 shapeId, address verifier, bytes reason);

    /// @notice No batch has this number yet.
    error UnknownBatch(uint256 batchId, uint256 latest);

    // ------------------------------------------------------------------ errors: payments

    /// @notice Nothing is credited to a recipient.
    error NothingToClaim(address recipient);

    /// @notice No fees of opens are held.
    error NoFeesToCollect();

    // ------------------------------------------------------------------ users

    /// @notice Queues an account and pulls its money. Costs {openFeeWei}, to be sent along.
    /// @param ownerX The x coordinate of the account's key, a point of Grumpkin.
    /// @param ownerY The y coordinate of the same.
    /// @param terms The hash of the account's terms, a field element.
    /// @param amount Token base units, below 2^88; 0 is fine.
    /// @return serial The account's number, handed out in order.
    function open(uint256 ownerX, uint256 ownerY, uint256 terms, uint256 amount)
        external
        payable
        returns (uint32 serial);

    /// @notice Gives the money of an open back to its opener when no batch took it in time. Anyone may call it.
    /// @dev The account stays in the queue with amount 0, so serials keep their order and the queue never blocks.
    function refundOpen(uint32 serial) external;

    /// @notice Pays a recipient what batches credited to it. Anyone may call it; only the recipient is paid.
    function claim(address recipient) external returns (uint256 amount);

    // ------------------------------------------------------------------ batches

    /// @notice Verifies a batch of the operator's, stores its root and credits its withdrawals.
    function submitBatch(uint256 shapeId, Batch calldata batch, bytes calldata proof) external;

    /// @notice Verifies a batch that the caller made itself: in a window that it has reserved (once), or in a free window
    /// when the operator hasn't submitted for {livenessPeriod}. The header says operator 0 and fee 0.
    function submitOwnBatch(uint256 shapeId, Batch calldata batch, bytes calldata proof) external;

    /// @notice Pays the fees of opens to the fee recipient. Anyone may call it.
    function collectOpenFees() external returns (uint256 amountWei);

    // ------------------------------------------------------------------ views

    /// @notice The ERC-20 that every amount is in.
    function token() external view returns (address);

    /// @notice What separates this rollup's signatures from every other's:
    /// `keccak256(abi.encode(chainId, rollup, version)) mod p`.
    function domain() external view returns (uint256);

    /// @notice The number of the latest batch (0 before the first), its root and its time.
    function latest() external view returns (uint256 batchId, uint256 root, uint48 now_);

    /// @notice The root and the time of a batch; batch 0 is the empty tree.
    function rootAt(uint256 batchId) external view returns (uint256 root, uint48 now_);

    /// @notice The queue holds the serials `firstQueued .. nextSerial - 1`.
    function queue() external view returns (uint32 firstQueued, uint32 nextSerial);

    /// @notice A queued open; reverts when it isn't in the queue.
    function queuedOpen(uint32 serial)
        external
        view
        returns (bytes27 commitment, address opener, uint88 amount, uint40 refundableAt);

    /// @notice What a recipient can claim.
    function claimable(address recipient) external view returns (uint256);

    /// @notice All the tokens that this contract owes: the queue's, the tree's, and what can be claimed.
    function totalOwed() external view returns (uint256);

    /// @notice The sum of the balances in the tree.
    function totalInTree() external view returns (uint256);

    /// @notice The operator's share of a settlement, in 1/10000.
    function feeBps() external view returns (uint16);

    /// @notice The account that is credited the operator's fees.
    function operatorSerial() external view returns (uint32);

    /// @notice What an open costs, in wei.
    function openFeeWei() external view returns (uint96);

    /// @notice Who receives the fees of opens.
    function feeRecipient() external view returns (address);

    /// @notice Seconds after which an open that no batch took can be refunded.
    function refundDelay() external view returns (uint40);
}
