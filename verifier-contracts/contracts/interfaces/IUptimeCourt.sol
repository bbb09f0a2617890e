// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The court of uptime
/// @notice Decides each epoch what a provider's missed slots cost it, from what five watchers saw of it.
///
/// The assumption: at most 2 of the 5 watchers of a provider's committee are faulty in any way, be it that they lie, are
/// silent, or work with the provider. Then no outage is hidden and none invented.
///
/// An epoch's life, the windows one after the other:
/// - before it, while epoch `e - 1` runs: {drawSeed} fixes the committees. An epoch without a seed, or with fewer than 5
///   watchers, is void: nobody owes anything for it.
/// - post: every watcher of the epoch's set posts the root of what it saw, {postRoot}.
/// - demand: a provider that a committee member doesn't give its leaf may demand it on chain, {demandReveal}.
/// - reveal: the member answers, {reveal}. One that doesn't is struck for that provider: its root counts as 0.
/// - proof: the provider proves its missed slots, {proveUptime}, from the end of `post` until the end of this window. It
///   is final and has its penalty at once.
/// - slash: anyone has a provider that proved nothing slashed in full, {slashSilentProvider}. Watchers that posted
///   nothing can be slashed from the end of `post` on, struck ones from the end of `reveal` on, until this window ends.
///
/// Where fewer than 3 committee members have a root that isn't struck, the epoch is void for that provider.
interface IUptimeCourt {
    // ------------------------------------------------------------------ types

    /// @notice What a missed slot costs: `min(cap, linear * x + quadratic * x^2)` of the stake, for a shortfall `x`.
    /// @dev All in 1e-18. See {UptimePenalty}.
    struct Schedule {
        uint64 capWad;
        uint96 linearWad;
        uint96 quadraticWad;
    }

    /// @notice What governance sets, each within bounds that the code fixes, and after the registry's notice.
    /// @param schedule What missed slots cost a provider. Its cap is also what silence costs.
    /// @param absentWad What posting nothing costs a watcher, in 1e-18 of its stake.
    /// @param struckWad What not revealing costs a watcher, in 1e-18 of its stake.
    /// @param demandBondWei What a demand costs, in wei: the watcher's if it reveals, the provider's again if not.
    struct Parameters {
        Schedule schedule;
        uint64 absentWad;
        uint64 struckWad;
        uint96 demandBondWei;
    }

    /// @notice What a deployment fixes.
    /// @param registry The StakeRegistry, which also has the epochs' times.
    /// @param verifier The Groth16 verifier of the uptime statement.
    /// @param poseidon4 circomlib's Poseidon of four inputs, as a contract.
    /// @param poseidon5 circomlib's Poseidon of five inputs, as a contract.
    /// @param authority The AccessManager that guards the restricted functions.
    /// @param postSeconds How long the windows are; see above.
    /// @param watchDepth The depth of the watchers' trees, as the uptime statement has it.
    struct Config {
        address registry;
        address verifier;
        address poseidon4;
        address poseidon5;
        address authority;
        uint32 postSeconds;
        uint32 demandSeconds;
        uint32 revealSeconds;
        uint32 proofSeconds;
        uint32 slashSeconds;
        uint8 watchDepth;
    }

    /// @notice An epoch's times, in unix seconds. Each window ends where the next begins, and doesn't contain its end.
    struct Times {
        uint40 startsAt;
        uint40 endsAt;
        uint40 postUntil;
        uint40 demandUntil;
        uint40 revealUntil;
        uint40 proofUntil;
        uint40 slashUntil;
    }

    /// @notice What happened to a committee member's leaf. A member that was demanded and didn't reveal counts as struck
    /// from the end of `reveal` on, whether {strike} was called or not; {committeeOf} answers `Struck` then.
    enum LeafState {
        Untouched,
        Demanded,
        Revealed,
        Struck
    }

    /// @notice The committee of a provider in an epoch. Member `i` is the `i`-th of each list.
    /// @param drawn Whether there is one: a seed was drawn, with 5 watchers or more. All lists are 0 if not.
    /// @param isVoid Whether the epoch is void for the provider, as far as can be said: during `post` roots may still
    /// come, and until `reveal` ends members may still be struck.
    /// @param positions The members' positions in the epoch's watcher set.
    /// @param watchers The members.
    /// @param roots The roots as they count, public inputs of a proof: 0 where none was posted or the member is struck.
    /// @param leaves What happened to the members' leaves of the provider.
    struct Committee {
        bool drawn;
        bool isVoid;
        uint32[5] positions;
        address[5] watchers;
        uint256[5] roots;
        LeafState[5] leaves;
    }

    /// @notice A watcher's leaf of a provider, with what proves it.
    /// @param bitmap Bit i is 1 where the watcher saw the provider up in slot i.
    /// @param index The leaf's place in the tree, below 4^depth.
    /// @param salt What hides the bitmap, below the field's modulus.
    /// @param siblings The three neighbours on each level, left to right, from the leaf's level up.
    struct Opening {
        uint96 bitmap;
        uint32 index;
        uint256 salt;
        uint256[3][] siblings;
    }

    // ------------------------------------------------------------------ events

    /// @notice An epoch's committees are fixed. It is void with fewer than 5 watchers.
    event SeedDrawn(uint32 indexed epoch, bytes28 seed, uint32 watcherCount);

    /// @notice A watcher posted its root.
    event RootPosted(uint32 indexed epoch, address indexed watcher, uint32 position, uint256 root);

    /// @notice A provider demands the leaf of its committee's member; it must be revealed before `revealUntil`.
    event RevealDemanded(
        uint32 indexed epoch,
        address indexed watcher,
        address indexed provider,
        uint8 member,
        uint40 revealUntil,
        uint96 bondWei
    );

    /// @notice A demanded leaf was revealed. Its provider can prove with it.
    event LeafRevealed(
        uint32 indexed epoch, address indexed watcher, address indexed provider, uint8 member, Opening opening
    );

    /// @notice A member that didn't reveal was struck.
    /// @param slashed What it lost; 0 if it was slashed for the epoch already.
    event WatcherStruck(
        uint32 indexed epoch, address indexed watcher, address indexed provider, uint8 member, uint256 slashed
    );

    /// @notice A watcher was slashed for posting nothing.
    event WatcherAbsent(uint32 indexed epoch, address indexed watcher, uint32 position, uint256 slashed);

    /// @notice A provider's missed slots of an epoch were proven.
    event UptimeProven(address indexed provider, uint32 indexed epoch, uint8 missedSlots, uint256 penalty);

    /// @notice A provider that proved nothing was slashed in full.
    event ProviderSilent(address indexed provider, uint32 indexed epoch, address indexed reporter, uint256 penalty);

    /// @notice Bonds of demands were paid out.
    event BondsClaimed(address indexed recipient, uint256 amountWei);

    /// @notice Governance announced other parameters, which anyone can put into effect from `readyAt` on.
    event ParametersScheduled(Parameters parameters, uint40 readyAt);

    /// @notice The parameters are these from now on.
    event ParametersSet(Parameters parameters);

    // ------------------------------------------------------------------ errors

    /// @notice A setting lies outside its bounds.
    error OutOfBounds(string name, uint256 given, uint256 minimum, uint256 maximum);

    /// @notice An address that must be a contract has no code.
    error NotAContract(string name, address given);

    /// @notice A value isn't a canonical element of the scalar field, or a root is 0.
    error NotInField(string name, uint256 given, uint256 modulus);

    /// @notice This isn't the time for it.
    error OutsideWindow(string name, uint256 blockTime, uint256 opensAt, uint256 closesAt);

    /// @notice The epoch's seed is fixed already.
    error SeedAlreadyDrawn(uint256 epoch);

    /// @notice The epoch is void: it has no seed (0 given), or too few watchers.
    error EpochVoid(uint256 epoch, uint256 watcherCount, uint256 minimum);

    /// @notice The epoch is void for the provider: too few members have a root.
    error EpochVoidFor(address provider, uint256 epoch, uint256 rootsGiven, uint256 minimum);

    /// @notice The caller isn't the watcher at this position of the epoch's set.
    error NotTheWatcher(address caller, uint256 epoch, uint256 position, address expected);

    /// @notice The epoch's set has no such position.
    error NoSuchPosition(uint256 epoch, uint256 given, uint256 watcherCount);

    /// @notice A committee has members 0 to 4.
    error NoSuchMember(uint256 given, uint256 maximum);

    /// @notice A watcher posts once an epoch.
    error RootAlreadyPosted(uint256 epoch, uint256 position, uint256 root);

    /// @notice The watcher did post, so it wasn't absent.
    error RootWasPosted(uint256 epoch, uint256 position, uint256 root);

    /// @notice The member posted no root, so it has no leaf to reveal.
    error NoRootPosted(uint256 epoch, uint256 position);

    /// @notice The watcher was slashed for the epoch already.
    error AlreadySlashed(address watcher, uint256 epoch);

    /// @notice The caller isn't the provider: only it demands leaves, and only it submits a proof that costs it.
    error NotTheProvider(address caller, address provider);

    /// @notice The provider has no obligation in the epoch.
    error NotObliged(address provider, uint256 epoch);

    /// @notice The provider's epoch is settled: proven, or slashed.
    error AlreadySettled(address provider, uint256 epoch);

    /// @notice A demand needs exactly its bond.
    error WrongBond(uint256 givenWei, uint256 expectedWei);

    /// @notice The member's leaf isn't in the state that this needs.
    error WrongLeafState(address provider, uint256 epoch, uint256 member, LeafState given, LeafState expected);

    /// @notice A list has the wrong length.
    error WrongLength(string name, uint256 given, uint256 expected);

    /// @notice The opening doesn't lead to the root that the watcher posted.
    error WrongOpening(uint256 computedRoot, uint256 expectedRoot);

    /// @notice More slots than an epoch has.
    error TooManySlots(uint256 given, uint256 maximum);

    /// @notice The verifier refused the proof.
    error ProofRejected(address provider, uint256 epoch, uint256 missedSlots);

    /// @notice No bond can be claimed by a recipient.
    error NothingToClaim(address recipient);

    // ------------------------------------------------------------------ anyone

    /// @notice Fixes an epoch's committees, while the epoch before it runs. The first call is final.
    function drawSeed(uint32 epoch) external returns (bytes28 seed, uint32 watcherCount);

    /// @notice Strikes a member that didn't reveal: the provider gets its bond back, the watcher is slashed unless it was
    /// for this epoch or the time is over, and the caller earns the reporter's share.
    function strike(address provider, uint32 epoch, uint8 member) external returns (uint256 slashed);

    /// @notice Has a watcher of the epoch's set slashed that posted nothing. The caller earns the reporter's share.
    function slashAbsentWatcher(uint32 epoch, uint32 position) external returns (uint256 slashed);

    /// @notice Has a provider slashed in full for an epoch of which it proved nothing. The caller earns the reporter's
    /// share.
    function slashSilentProvider(address provider, uint32 epoch) external returns (uint256 penalty);

    /// @notice Proves how many slots of an epoch a provider missed, and slashes it accordingly. Final, and pays nobody.
    /// @dev A proof may leave members out, which only raises the number. So one that costs the provider something is
    /// taken from the provider itself alone; one that costs nothing, from anyone.
    /// @param missedSlots The slots in which fewer than 3 committee members saw the provider up.
    /// @param proof As {IUptimeProofVerifier} has it, for the public inputs that {publicInputsOf} answers.
    function proveUptime(address provider, uint32 epoch, uint8 missedSlots, uint256[8] calldata proof)
        external
        returns (uint256 penalty);

    /// @notice Pays a recipient the bonds that are its own. Anyone may call it; only the recipient is paid.
    function claimBonds(address recipient) external returns (uint256 amountWei);

    // ------------------------------------------------------------------ watchers

    /// @notice Posts the caller's root of an epoch, under its position in the epoch's set. Once, and final.
    /// @param root Not 0; the root of a tree without leaves is fine.
    function postRoot(uint32 epoch, uint32 position, uint256 root) external;

    /// @notice Answers a demand. The watcher gets the bond, whoever sends the answer.
    function reveal(address provider, uint32 epoch, uint8 member, Opening calldata opening) external;

    // ------------------------------------------------------------------ providers

    /// @notice Demands the leaf that a member of the caller's committee has of it. Costs exactly {Parameters.demandBondWei}.
    function demandReveal(uint32 epoch, uint8 member) external payable;

    // ------------------------------------------------------------------ governance

    /// @notice Announces all parameters, in place of any that were announced before. They count once somebody has applied
    /// them, the registry's {IStakeRegistry.noticeSeconds} later or at any time after; then for every penalty, also of epochs
    /// that are over and not yet proven.
    function scheduleParameters(Parameters calldata parameters_) external;

    /// @notice Puts the announced parameters into effect. For anyone.
    function applyParameters(Parameters calldata parameters_) external;

    // ------------------------------------------------------------------ views

    /// @notice The committee of a provider in an epoch, as it counts now.
    function committeeOf(address provider, uint32 epoch) external view returns (Committee memory);

    /// @notice The public inputs of a proof: `[missedSlots, provider, epoch, roots of the committee as they count now]`.
    function publicInputsOf(address provider, uint32 epoch, uint8 missedSlots) external view returns (uint256[8] memory);

    /// @notice An epoch's times.
    function timesOf(uint32 epoch) external view returns (Times memory);

    /// @notice An epoch's seed and the number of its watchers; 0 before it was drawn.
    function seedOf(uint32 epoch) external view returns (bytes28 seed, uint32 watcherCount);

    /// @notice The root that was posted under a position; 0 without one.
    function rootOf(uint32 epoch, uint32 position) external view returns (uint256);

    /// @notice Whether a provider's epoch is proven or slashed. True for epochs whose windows are long over.
    function isSettled(address provider, uint32 epoch) external view returns (bool);

    /// @notice What missed slots cost at a promise, in 1e-18 of the stake, by the present schedule.
    function penaltyOf(uint16 promisedUptimeBps, uint8 missedSlots) external view returns (uint256 fractionWad);

    /// @notice The bonds that a recipient can claim, in wei.
    function claimableBonds(address recipient) external view returns (uint256);

    /// @notice The hash of the ABI-encoded parameters that are announced, 0 without any; and from when on they can be put
    /// into effect.
    function scheduledParameters() external view returns (bytes32 hash, uint40 readyAt);

    /// @notice The parameters as they are.
    function parameters() external view returns (Parameters memory);

    /// @notice The StakeRegistry.
    function registry() external view returns (address);

    /// @notice The Groth16 verifier.
    function verifier() external view returns (address);

    /// @notice The depth of the watchers' trees.
    function watchDepth() external view returns (uint8);
}
