// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Proven usage, for integrators
/// @notice Answers whether a provider delivered at least so many units of a resource between two batches of a rollup.
/// The proof tells nothing else: neither the exact number, nor to whom, nor for how much.
///
/// What an integrator has to see to:
/// - A proof may be used by whoever sees it. Pay who the serial belongs to, never the sender.
/// - A proof may be used again, also with another interval. Keep what was counted already.
/// - Who holds the account's view key (the provider and the operator) can make true proofs of fewer units than were
///   delivered. Don't let a low one use an interval up.
/// - Units are what consumers acknowledged with prepaid receipts. A provider may be its own consumer: that costs it the
///   operator's fee and no more, so a reward per unit should stay below what that fee takes, or be capped.
interface IUsageVerifier {
    /// @notice The interval is empty or runs backwards.
    /// @param batchA The first batch given.
    /// @param batchB The second batch given; it must be larger than `batchA`.
    error BatchesOutOfOrder(uint256 batchA, uint256 batchB);

    /// @notice No resource has this number.
    error UnknownResource(uint256 given, uint256 maximum);

    /// @notice An increase has more than 44 bits, more than any counter can count.
    error IncreaseTooLarge(uint256 given, uint256 maximum);

    /// @notice No account can have this serial: they start at 1 and have 32 bits.
    error SerialOutOfRange(uint256 given, uint256 minimum, uint256 maximum);

    /// @notice No batch has this number yet. The rollup's own error, which passes through here.
    error UnknownBatch(uint256 batchId, uint256 latest);

    /// @notice An address that must be a contract has no code.
    error NotAContract(string name, address given);

    /// @notice Whether `proof` proves that account `serial`'s counter of `resource` rose by at least `minIncrease` from
    /// the end of batch `batchA` to the end of batch `batchB`.
    /// @dev Reverts with the errors above. Costs about 225k gas. With less gas left the
    /// answer can be false, so take false for a reason to revert: then nobody can make a good proof count as a bad one.
    /// @param serial The provider's earning account.
    /// @param batchA The batch from whose end on units count; 0 is the empty tree, before every unit.
    /// @param batchB The batch up to whose end units count.
    /// @param resource 0 for compute (unit-seconds), 1 for storage (GiB-hours), 2 for egress (MiB).
    /// @param minIncrease The units that were delivered at least, below 2^44.
    /// @param proof The Groth16 proof's points, as {IUsageProofVerifier} has them.
    function verifyUsage(
        uint256 serial,
        uint256 batchA,
        uint256 batchB,
        uint256 resource,
        uint256 minIncrease,
        uint256[8] calldata proof
    ) external view returns (bool);

    /// @notice The times of two batches, in unix seconds: the interval that {verifyUsage} speaks of.
    /// @dev Reverts with {BatchesOutOfOrder} and {UnknownBatch}.
    function interval(uint256 batchA, uint256 batchB) external view returns (uint48 timeA, uint48 timeB);

    /// @notice The rollup whose roots count.
    function rollup() external view returns (address);

    /// @notice The verifier of the proofs alone.
    function proofVerifier() external view returns (address);
}
