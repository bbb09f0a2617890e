// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The stakes of providers and watchers
/// @notice Who has staked what, for which promise, from which epoch on; and what becomes of a stake that is slashed,
/// unbonded or liquidated.
///
/// Epoch `e` is `[genesis + e * epochSeconds, genesis + (e + 1) * epochSeconds)`, of 96 slots. What an account changes
/// during epoch `c` about its obligations (whether it is active, what uptime it promises, whether it is in the watcher
/// set) counts from epoch `c + 2` on. Endpoint, responder and capacity change at once.
///
/// Money is at any time in one of four places, and the token balance never falls below their sum: the stakes, the
/// insurance balance, what can be claimed, and what waits to be burnt.
interface IStakeRegistry {
    // ------------------------------------------------------------------ types

    /// @notice What an account is. One address may be both, with two separate accounts.
    enum Kind {
        Provider,
        Watcher
    }

    /// @notice Where an account stands.
    /// @dev None: never registered, or everything was paid out. Active: its stake meets the requirement. Inactive: its
    /// stake fell below the requirement, and it may be topped up until the grace period ends and be liquidated from then
    /// on. Exiting: it leaves; everything can be withdrawn after the unbonding delay.
    enum Status {
        None,
        Active,
        Inactive,
        Exiting
    }

    /// @notice What a deployment fixes.
    /// @param token The ERC-20 that stakes are in.
    /// @param authority The AccessManager that guards the restricted functions.
    /// @param genesis When epoch 0 begins, in unix seconds.
    /// @param slotSeconds How long a slot is; an epoch has 96.
    /// @param slashableEpochs How many epochs back a slash may reach: in epoch `c`, of the epochs
    /// `c - slashableEpochs .. c - 1`.
    /// @param burnAddress Where the burnt share goes; zero for a token with a function `burn(uint256)`.
    /// @param unbondingSeconds How long an unbonding takes. Longer than `(slashableEpochs + 2)` epochs.
    /// @param graceSeconds How long an inactive account may be topped up. As long at least, so that every due slash of
    /// the account was possible before it is liquidated.
    struct Config {
        address token;
        address authority;
        uint40 genesis;
        uint32 slotSeconds;
        uint8 slashableEpochs;
        address burnAddress;
        uint40 unbondingSeconds;
        uint40 graceSeconds;
    }

    /// @notice What governance sets, each within bounds that the code fixes, and after {noticeSeconds}.
    /// @param computeRate Stake that a unit of declared compute requires, in token base units.
    /// @param storageRate The same for storage.
    /// @param egressRate The same for egress.
    /// @param providerStake The least stake that a provider needs, however little it declares.
    /// @param watcherStake Stake that a watcher needs.
    /// @param minUptimeBps The least uptime that a provider may promise, in 1/10000.
    /// @param maxUptimeBps The greatest.
    /// @param maxSlashBps The most of a stake that one epoch can cost, in 1/10000.
    /// @param reporterBps The reporter's share of a slash, in 1/10000; to the insurance where nobody reported.
    /// @param insuranceBps The insurance's share of a slash; the rest is burnt.
    /// @param keeperBps The share of a liquidated stake that the keeper gets.
    /// @param liquidationInsuranceBps The share of a liquidated stake that the insurance gets.
    struct Parameters {
        uint80 computeRate;
        uint80 storageRate;
        uint80 egressRate;
        uint88 providerStake;
        uint88 watcherStake;
        uint16 minUptimeBps;
        uint16 maxUptimeBps;
        uint16 maxSlashBps;
        uint16 reporterBps;
        uint16 insuranceBps;
        uint16 keeperBps;
        uint16 liquidationInsuranceBps;
    }

    /// @notice What a provider can deliver, in the units that {Parameters} has rates for.
    /// @param compute Units of compute.
    /// @param storageGib Storage in GiB.
    /// @param egressMibPerSecond Egress in MiB a second.
    struct Capacity {
        uint32 compute;
        uint32 storageGib;
        uint32 egressMibPerSecond;
    }

    /// @notice What a provider declares.
    /// @param capacity What it can deliver; at least one unit of something.
    /// @param promisedUptimeBps The share of slots in which it will be up, in 1/10000.
    /// @param responder The address whose key answers the watchers' challenges. It has no power over the stake.
    /// @param endpoint Where it is reached: 1 to 200 bytes.
    struct ProviderTerms {
        Capacity capacity;
        uint16 promisedUptimeBps;
        address responder;
        string endpoint;
    }

    /// @notice An account as it is now.
    /// @param status Where it stands.
    /// @param stake What it has at stake, in token base units, unbonding or not.
    /// @param unbonding The part of the stake that is unbonding; all of it while the account is exiting.
    /// @param unbondingSince When the unbonding began, in unix seconds; 0 without one.
    /// @param withdrawableAt When it can be withdrawn; 0 without an unbonding.
    /// @param requirement The stake that must stay bonded, by the present parameters.
    /// @param graceEndsAt Until when an inactive account can be topped up; 0 for the others.
    /// @param promisedUptimeBps What the provider promised last; 0 for watchers.
    /// @param responder The provider's responder; zero for watchers.
    /// @param capacity The provider's capacity; zero for watchers.
    /// @param endpoint Where the account is reached.
    struct Account {
        Status status;
        uint256 stake;
        uint256 unbonding;
        uint40 unbondingSince;
        uint40 withdrawableAt;
        uint256 requirement;
        uint40 graceEndsAt;
        uint16 promisedUptimeBps;
        address responder;
        Capacity capacity;
        string endpoint;
    }

    // ------------------------------------------------------------------ events

    /// @notice An account was registered, or registered again after it had left.
    event Registered(Kind indexed kind, address indexed account, uint256 stake);

    /// @notice What a provider declares changed, the promise from `fromEpoch` on if it is active, the rest at once.
    event ProviderTermsChanged(
        address indexed provider,
        uint32 fromEpoch,
        uint16 promisedUptimeBps,
        address responder,
        Capacity capacity,
        string endpoint
    );

    /// @notice Where a watcher is reached changed.
    event WatcherEndpointChanged(address indexed watcher, string endpoint);

    /// @notice An account has obligations from `fromEpoch` on.
    event Activated(Kind indexed kind, address indexed account, uint32 fromEpoch);

    /// @notice An account has no obligations from `fromEpoch` on. It is inactive at once, or exiting.
    event Deactivated(Kind indexed kind, address indexed account, uint32 fromEpoch, Status status);

    /// @notice From `fromEpoch` on the watcher set has `watcher` at `position` (zero: nobody), and `count` watchers.
    event WatcherSeated(uint32 indexed fromEpoch, uint32 indexed position, address indexed watcher, uint32 count);

    /// @notice A stake was raised.
    event ToppedUp(Kind indexed kind, address indexed account, address indexed payer, uint256 amount, uint256 stake);

    /// @notice A part of a stake, or all of it, is leaving.
    event UnbondingStarted(Kind indexed kind, address indexed account, uint256 amount, uint40 withdrawableAt);

    /// @notice An unbonded amount was paid out.
    event Withdrawn(Kind indexed kind, address indexed account, uint256 amount, uint256 stake);

    /// @notice A stake was slashed.
    /// @param court Who slashed.
    /// @param amount What the account lost, the sum of the three shares.
    /// @param reporter Who may claim `reporterAmount`; zero where nobody reported.
    event Slashed(
        Kind indexed kind,
        address indexed account,
        uint32 indexed epoch,
        address court,
        uint256 amount,
        address reporter,
        uint256 reporterAmount,
        uint256 insuranceAmount,
        uint256 burnAmount
    );

    /// @notice An account that stayed below its requirement was closed. The shares are all that was left of its stake.
    event Liquidated(
        Kind indexed kind,
        address indexed account,
        address indexed keeper,
        uint256 keeperAmount,
        uint256 insuranceAmount,
        uint256 accountAmount
    );

    /// @notice A recipient was paid what it could claim.
    event Claimed(address indexed recipient, uint256 amount);

    /// @notice Insurance money was paid out.
    event InsuranceWithdrawn(address indexed recipient, uint256 amount);

    /// @notice What waited to be burnt was burnt.
    event Burnt(uint256 amount);

    /// @notice Governance announced other parameters, which anyone can put into effect from `readyAt` on.
    event ParametersScheduled(Parameters parameters, uint40 readyAt);

    /// @notice The parameters are these from now on.
    event ParametersSet(Parameters parameters);

    /// @notice Governance lets a court slash from `slashesFrom` on, in unix seconds; 0: no longer.
    event CourtSet(address indexed court, uint40 slashesFrom);

    /// @notice The set-up is over: accounts can be registered, and courts that are set wait.
    event Sealed();

    // ------------------------------------------------------------------ errors

    /// @notice A setting lies outside its bounds.
    error OutOfBounds(string name, uint256 given, uint256 minimum, uint256 maximum);

    /// @notice An address that must be set is zero.
    error ZeroAddress(string name);

    /// @notice An address that must be a contract has no code.
    error NotAContract(string name, address given);

    /// @notice An account isn't where it must be for this.
    error WrongStatus(Kind kind, address account, Status given, Status expected);

    /// @notice An account leaves already, or was never registered.
    error NotStaying(Kind kind, address account, Status given);

    /// @notice Too little would stay bonded.
    error StakeTooLow(Kind kind, address account, uint256 given, uint256 required);

    /// @notice An account has what it needs.
    error StakeSufficient(Kind kind, address account, uint256 given, uint256 required);

    /// @notice An amount is zero, or a stake has more than 88 bits.
    error AmountOutOfRange(uint256 given, uint256 minimum, uint256 maximum);

    /// @notice The token moved another amount than asked: tokens that take a fee on transfer are refused.
    error TransferAmountMismatch(uint256 moved, uint256 expected);

    /// @notice An account unbonds already. It can do so again once that is withdrawn.
    error UnbondingPending(Kind kind, address account, uint256 withdrawableAt);

    /// @notice Nothing of an account unbonds.
    error NothingUnbonding(Kind kind, address account);

    /// @notice An unbonding isn't over yet.
    error WithdrawTooEarly(Kind kind, address account, uint256 withdrawableAt, uint256 blockTime);

    /// @notice The grace period is over: the account can only be liquidated.
    error GraceOver(Kind kind, address account, uint256 graceEndsAt, uint256 blockTime);

    /// @notice The grace period isn't over yet.
    error GraceRuns(Kind kind, address account, uint256 graceEndsAt, uint256 blockTime);

    /// @notice An epoch can't be slashed now: it isn't over, or too long ago.
    error EpochNotSlashable(uint256 given, uint256 oldest, uint256 current);

    /// @notice Epoch 0 hasn't begun yet.
    error BeforeGenesis(uint256 genesis, uint256 blockTime);

    /// @notice Nothing can be claimed by a recipient.
    error NothingToClaim(address recipient);

    /// @notice Nothing waits to be burnt.
    error NothingToBurn();

    /// @notice The insurance balance is smaller than what was asked for.
    error InsuranceTooLow(uint256 given, uint256 available);

    /// @notice Only courts slash, from {slashesFrom} on.
    error NotACourt(address caller);

    /// @notice Nobody can register before the set-up is sealed.
    error NotSealed();

    /// @notice The set-up is sealed already.
    error AlreadySealed();

    // ------------------------------------------------------------------ accounts

    /// @notice Registers the caller as a provider with a stake, which is pulled.
    function registerProvider(ProviderTerms calldata terms, uint256 stake) external;

    /// @notice Registers the caller as a watcher with a stake, which is pulled.
    /// @param endpoint Where the watcher serves providers their leaves: 1 to 200 bytes.
    function registerWatcher(string calldata endpoint, uint256 stake) external;

    /// @notice Changes what the caller declares as a provider. The stake must meet the new requirement, unless the
    /// provider is inactive; then it becomes active if it does.
    function updateProvider(ProviderTerms calldata terms) external;

    /// @notice Changes where the caller is reached as a watcher.
    function updateWatcher(string calldata endpoint) external;

    /// @notice Raises an account's stake from the caller's tokens. An inactive account that does so itself and then meets
    /// the requirement is active again; after its grace period it can't be topped up.
    function topUp(Kind kind, address account, uint256 amount) external;

    /// @notice Begins to unbond. What is left must meet the requirement; `type(uint256).max` takes everything, and the
    /// account leaves: its obligations end with the next epoch. It can be slashed in full until it has withdrawn.
    function startUnbonding(Kind kind, uint256 amount) external;

    /// @notice Pays the caller what it unbonded, or what slashes left of it.
    function withdraw(Kind kind) external returns (uint256 amount);

    // ------------------------------------------------------------------ anyone

    /// @notice Makes an active account inactive whose stake doesn't meet the requirement by the present parameters. The
    /// account itself may also call it to be active again, within its grace period, when its stake does meet it.
    function enforceRequirement(Kind kind, address account) external;

    /// @notice Closes an account that is inactive beyond its grace period. In this order: the due slashes (which had
    /// their time before), the caller's share, the insurance's share; the account can claim the rest.
    function liquidate(Kind kind, address account) external;

    /// @notice Pays a recipient what it can claim. Anyone may call it; only the recipient is paid.
    function claim(address recipient) external returns (uint256 amount);

    /// @notice Burns what waits for it.
    function burn() external returns (uint256 amount);

    // ------------------------------------------------------------------ courts

    /// @notice Slashes an account for an epoch: the fraction of its stake, at most {Parameters.maxSlashBps}. Counts once
    /// per account and epoch; a second slash of the same changes nothing, whoever makes it.
    /// @dev For courts alone, see {setCourt}. An account without stake is marked and loses nothing.
    /// @param fractionWad The fraction in 1e-18, as {UptimePenalty} answers it.
    /// @param reporter Who gets the reporter's share; zero for nobody.
    /// @return applied Whether this was the account's first slash for the epoch.
    /// @return amount What the account lost.
    function slash(Kind kind, address account, uint32 epoch, uint256 fractionWad, address reporter)
        external
        returns (bool applied, uint256 amount);

    // ------------------------------------------------------------------ governance

    /// @notice Ends the set-up. From then on accounts can be registered, and a court that is set waits for the notice.
    function seal() external;

    /// @notice Lets a court slash, or no longer. Before {seal} at once; after it, one that is let slashes from
    /// {noticeSeconds} later on, and nothing changes for one that was let already. What accounts owe doesn't depend on it:
    /// without its court a slash isn't made, and nothing else changes.
    function setCourt(address court, bool allowed) external;

    /// @notice Announces all parameters, in place of any that were announced before. They count once somebody has applied
    /// them, {noticeSeconds} later or at any time after.
    function scheduleParameters(Parameters memory parameters_) external;

    /// @notice Puts the announced parameters into effect. For anyone.
    function applyParameters(Parameters memory parameters_) external;

    /// @notice Pays insurance money out. Restricted, to a vault's role.
    function withdrawInsurance(address recipient, uint256 amount) external;

    /// @notice Whether an address may slash now.
    function isCourt(address court) external view returns (bool);

    /// @notice From when on a court may slash, in unix seconds; 0 for what is no court.
    function slashesFrom(address court) external view returns (uint40);

    /// @notice Whether the set-up is over.
    function isSealed() external view returns (bool);

    /// @notice The hash of the ABI-encoded parameters that are announced, 0 without any; and from when on they can be put
    /// into effect.
    function scheduledParameters() external view returns (bytes32 hash, uint40 readyAt);

    /// @notice How long a new court and other parameters wait, in seconds: an unbonding, and 3 days to begin it.
    function noticeSeconds() external view returns (uint40);

    // ------------------------------------------------------------------ views: accounts

    /// @notice An account as it is now.
    function accountOf(Kind kind, address account) external view returns (Account memory);

    /// @notice The stake that an account must keep bonded: a watcher {Parameters.watcherStake}; a provider what its capacity
    /// requires by the present rates, and {Parameters.providerStake} at least.
    function requirementOf(Kind kind, address account) external view returns (uint256);

    /// @notice Where an account stands.
    function statusOf(Kind kind, address account) external view returns (Status);

    /// @notice How many accounts of a kind were ever registered.
    function accountCount(Kind kind) external view returns (uint256);

    /// @notice The accounts of a kind in the order of their first registration, from `first` on, at most `count`.
    function accountsOf(Kind kind, uint256 first, uint256 count) external view returns (address[] memory);

    /// @notice What a provider promised for an epoch, in 1/10000; 0 where it had no obligation.
    /// @dev Final for the present and the next epoch, and all before them.
    function promiseAt(address provider, uint32 epoch) external view returns (uint16 promisedUptimeBps);

    /// @notice {promiseAt} and {isSlashed} of a provider in one call.
    function obligationAt(address provider, uint32 epoch) external view returns (uint16 promisedUptimeBps, bool slashed);

    /// @notice Whether an account was slashed for an epoch. Exact for the 16 epochs up to the latest that was slashed;
    /// those before answer true.
    function isSlashed(Kind kind, address account, uint32 epoch) external view returns (bool);

    // ------------------------------------------------------------------ views: the watcher set

    /// @notice How many watchers an epoch's set has. Final for the present and the next epoch.
    function watcherCountAt(uint32 epoch) external view returns (uint32);

    /// @notice The watcher at a position of an epoch's set; zero from {watcherCountAt} on.
    function watcherAt(uint32 epoch, uint32 position) external view returns (address);

    /// @notice Whether a watcher is in an epoch's set, and at which position.
    function positionAt(uint32 epoch, address watcher) external view returns (bool seated, uint32 position);

    // ------------------------------------------------------------------ views: money and time

    /// @notice The ERC-20 that stakes are in.
    function token() external view returns (address);

    /// @notice What a recipient can claim.
    function claimable(address recipient) external view returns (uint256);

    /// @notice The insurance's balance.
    function insurance() external view returns (uint256);

    /// @notice What waits to be burnt.
    function unburnt() external view returns (uint256);

    /// @notice The parameters as they are.
    function parameters() external view returns (Parameters memory);

    /// @notice Where the burnt share goes; zero where the token burns.
    function burnAddress() external view returns (address);

    /// @notice When epoch 0 begins, in unix seconds.
    function genesis() external view returns (uint40);

    /// @notice How long a slot is.
    function slotSeconds() external view returns (uint32);

    /// @notice How long an epoch is: 96 slots.
    function epochSeconds() external view returns (uint32);

    /// @notice How many epochs back a slash may reach.
    function slashableEpochs() external view returns (uint8);

    /// @notice How long an unbonding takes, in seconds.
    function unbondingSeconds() external view returns (uint40);

    /// @notice How long an inactive account may be topped up or leave, in seconds.
    function graceSeconds() external view returns (uint40);

    /// @notice The epoch that runs now.
    function currentEpoch() external view returns (uint32);
}
