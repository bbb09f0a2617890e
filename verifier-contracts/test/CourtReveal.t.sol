// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IStakeRegistry} from "../contracts/interfaces/IStakeRegistry.sol";
import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {FIELD_MODULUS} from "../contracts/rollup/Field.sol";
import {IPoseidon4} from "../contracts/uptime/IPoseidon4.sol";
import {IPoseidon5} from "../contracts/uptime/IPoseidon5.sol";
import {CourtTest} from "./support/CourtTest.sol";
import {WatchTreeReference} from "./support/WatchTreeReference.sol";

/// @title Demands, reveals and strikes, with the real Poseidon contracts
contract CourtRevealTest is CourtTest {
    /// @dev The member whose tree is a real one; the others' roots are made up.
    uint8 private constant MEMBER = 1;
    uint256 private constant INDEX = 6;
    uint96 private constant BITMAP = 0xfffffffffffffffff0ffffff;
    uint256 private constant SALT = 0x5a17;

    address private _watcher;
    uint32 private _position;
    uint256 private _root;
    IUptimeCourt.Opening private _opening;

    function setUp() public override {
        super.setUp();
        _position = positionsOf(ALICE)[MEMBER];
        _watcher = watcher(_position);
        postAll(EPOCH, 1 << _position);
        uint256[3][] memory siblings;
        (_root, siblings) = treeOf(_watcher, ALICE, EPOCH);
        _opening = IUptimeCourt.Opening({bitmap: BITMAP, index: uint32(INDEX), salt: SALT, siblings: siblings});
    }

    /// @dev The member has posted the root of its tree, and the demand window is open.
    modifier posted() {
        post(_root);
        _;
    }

    // ------------------------------------------------------------------ demand

    function test_demandReveal() public posted {
        vm.deal(ALICE, BOND);
        vm.prank(ALICE);
        vm.expectEmit(address(court));
        emit IUptimeCourt.RevealDemanded(EPOCH, _watcher, ALICE, MEMBER, uint40(revealUntil(EPOCH)), uint96(BOND));
        court.demandReveal{value: BOND}(EPOCH, MEMBER);
        assertLeaf(IUptimeCourt.LeafState.Demanded);
        assertEq(court.committeeOf(ALICE, EPOCH).roots[MEMBER], court.rootOf(EPOCH, positionsOf(ALICE)[MEMBER]), "root");
        assertEq(address(court).balance, BOND, "bond held");
    }

    function test_error_demandByAStranger() public posted {
        vm.deal(BOB, BOND);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NotObliged.selector, BOB, EPOCH));
        court.demandReveal{value: BOND}(EPOCH, MEMBER);
        assertLeaf(IUptimeCourt.LeafState.Untouched);
    }

    /// @dev Another provider demands of its own committee, and touches nobody else's.
    function test_behavior_anotherProvidersDemandIsItsOwn() public posted {
        vm.warp(START);
        registerProvider(BOB, STAKE);
        vm.warp(postUntil(EPOCH));
        vm.deal(BOB, BOND);
        vm.prank(BOB);
        court.demandReveal{value: BOND}(EPOCH, MEMBER);
        assertLeaf(IUptimeCourt.LeafState.Untouched);
        assertEq(
            uint256(court.committeeOf(BOB, EPOCH).leaves[MEMBER]), uint256(IUptimeCourt.LeafState.Demanded), "its own"
        );
    }

    function test_behavior_demandOnlyInItsWindow() public posted {
        vm.deal(ALICE, BOND);
        vm.warp(postUntil(EPOCH) - 1);
        bytes memory reason = outsideWindow("demand", postUntil(EPOCH), demandUntil(EPOCH));
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.demandReveal{value: BOND}(EPOCH, MEMBER);
        vm.warp(demandUntil(EPOCH));
        reason = outsideWindow("demand", postUntil(EPOCH), demandUntil(EPOCH));
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.demandReveal{value: BOND}(EPOCH, MEMBER);
        vm.warp(demandUntil(EPOCH) - 1);
        vm.prank(ALICE);
        court.demandReveal{value: BOND}(EPOCH, MEMBER);
    }

    function test_error_wrongBond() public posted {
        vm.deal(ALICE, 1 ether);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.WrongBond.selector, BOND - 1, BOND));
        court.demandReveal{value: BOND - 1}(EPOCH, MEMBER);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.WrongBond.selector, BOND + 1, BOND));
        court.demandReveal{value: BOND + 1}(EPOCH, MEMBER);
    }

    function test_error_demandedTwice() public posted {
        demand(MEMBER);
        expectDemandRefused(MEMBER, wrongLeaf(IUptimeCourt.LeafState.Demanded, IUptimeCourt.LeafState.Untouched));
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
        expectDemandRefused(MEMBER, wrongLeaf(IUptimeCourt.LeafState.Revealed, IUptimeCourt.LeafState.Untouched));
    }

    function test_error_noSuchMember() public posted {
        expectDemandRefused(5, abi.encodeWithSelector(IUptimeCourt.NoSuchMember.selector, 5, 4));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NoSuchMember.selector, 5, 4));
        court.reveal(ALICE, EPOCH, 5, _opening);
        vm.warp(revealUntil(EPOCH));
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NoSuchMember.selector, 5, 4));
        court.strike(ALICE, EPOCH, 5);
    }

    function test_error_demandOfASettledEpoch() public posted {
        prove(ALICE, EPOCH, 0);
        expectDemandRefused(MEMBER, alreadySettled());
    }

    // ------------------------------------------------------------------ reveal

    function test_reveal() public posted {
        demand(MEMBER);
        vm.expectEmit(address(court));
        emit IUptimeCourt.LeafRevealed(EPOCH, _watcher, ALICE, MEMBER, _opening);
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
        assertLeaf(IUptimeCourt.LeafState.Revealed);
        assertEq(court.claimableBonds(_watcher), BOND, "bond");
        // From here on it can't be struck.
        vm.warp(revealUntil(EPOCH));
        assertLeaf(IUptimeCourt.LeafState.Revealed);
        vm.expectRevert(wrongLeaf(IUptimeCourt.LeafState.Revealed, IUptimeCourt.LeafState.Demanded));
        court.strike(ALICE, EPOCH, MEMBER);

        vm.expectEmit(address(court));
        emit IUptimeCourt.BondsClaimed(_watcher, BOND);
        assertEq(court.claimBonds(_watcher), BOND, "amount");
        assertEq(_watcher.balance, BOND, "balance");
        vm.expectRevert(abi.encodeWithSelector(IUptimeCourt.NothingToClaim.selector, _watcher));
        court.claimBonds(_watcher);
    }

    function test_behavior_revealUntilTheLastMoment() public posted {
        demand(MEMBER);
        vm.warp(revealUntil(EPOCH));
        vm.expectRevert(outsideWindow("reveal", postUntil(EPOCH), revealUntil(EPOCH)));
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
        vm.warp(revealUntil(EPOCH) - 1);
        vm.expectRevert(outsideWindow("strike", revealUntil(EPOCH), type(uint256).max));
        court.strike(ALICE, EPOCH, MEMBER);
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
    }

    function test_error_revealWithoutADemand() public posted {
        vm.expectRevert(wrongLeaf(IUptimeCourt.LeafState.Untouched, IUptimeCourt.LeafState.Demanded));
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
        demand(MEMBER);
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
        vm.expectRevert(wrongLeaf(IUptimeCourt.LeafState.Revealed, IUptimeCourt.LeafState.Demanded));
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
    }

    function test_error_wrongBitmapSaltOrPath() public posted {
        demand(MEMBER);
        IUptimeCourt.Opening memory wrong = _opening;
        wrong.bitmap ^= 1;
        expectWrongOpening(wrong);
        wrong = _opening;
        wrong.salt ^= 1;
        expectWrongOpening(wrong);
        wrong = _opening;
        wrong.index ^= 1;
        expectWrongOpening(wrong);
        for (uint256 level = 0; level < DEPTH; ++level) {
            wrong = _opening;
            wrong.siblings[level][level % 3] ^= 1;
            expectWrongOpening(wrong);
        }
        court.reveal(ALICE, EPOCH, MEMBER, _opening);
    }

    /// @dev Leaves that are in the tree, but of another provider, epoch or watcher.
    function test_error_anotherProvidersLeaf() public {
        expectRootWithoutOurLeaf(treeRoot(_watcher, BOB, EPOCH));
    }

    function test_error_anotherEpochsLeaf() public {
        expectRootWithoutOurLeaf(treeRoot(_watcher, ALICE, EPOCH - 1));
    }

    function test_error_anotherWatchersLeaf() public {
        expectRootWithoutOurLeaf(treeRoot(watcher(99), ALICE, EPOCH));
    }

    function test_error_malformedOpenings() public posted {
        demand(MEMBER);
        IUptimeCourt.Opening memory wrong = _opening;
        wrong.siblings = new uint256[3][](DEPTH - 1);
        expectRevealRefused(
            wrong, abi.encodeWithSelector(IUptimeCourt.WrongLength.selector, "siblings", DEPTH - 1, DEPTH)
        );
        wrong.siblings = new uint256[3][](DEPTH + 1);
        expectRevealRefused(
            wrong, abi.encodeWithSelector(IUptimeCourt.WrongLength.selector, "siblings", DEPTH + 1, DEPTH)
        );
        wrong = _opening;
        wrong.index = 65_536;
        expectRevealRefused(
            wrong, abi.encodeWithSelector(IUptimeCourt.OutOfBounds.selector, "index", 65_536, 0, 65_535)
        );
        wrong = _opening;
        wrong.salt += FIELD_MODULUS;
        expectRevealRefused(wrong, notInField("salt", wrong.salt));
        wrong = _opening;
        wrong.siblings[3][2] += FIELD_MODULUS;
        expectRevealRefused(wrong, notInField("siblings", wrong.siblings[3][2]));
    }

    /// @dev Fewer runs than elsewhere: each hashes some forty times with contracts that take 100,000 gas a time.
    /// forge-config: default.fuzz.runs = 256
    function testFuzz_everyPlaceOfTheTree(uint96 bitmap, uint256 salt, uint256 index) public {
        salt = bound(salt, 0, FIELD_MODULUS - 1);
        index = bound(index, 0, 15);
        uint256[16] memory leaves;
        for (uint256 i = 0; i < 16; ++i) {
            leaves[i] = uint256(keccak256(abi.encode(salt, i))) % FIELD_MODULUS;
        }
        leaves[index] = WatchTreeReference.leafOf(IPoseidon5(poseidon5), _watcher, ALICE, EPOCH, bitmap, salt);
        (uint256 root, uint256[3][] memory siblings) =
            WatchTreeReference.open(IPoseidon4(poseidon4), leaves, DEPTH, index);
        post(root);
        demand(MEMBER);
        court.reveal(
            ALICE,
            EPOCH,
            MEMBER,
            IUptimeCourt.Opening({bitmap: bitmap, index: uint32(index), salt: salt, siblings: siblings})
        );
        assertLeaf(IUptimeCourt.LeafState.Revealed);
    }

    // ------------------------------------------------------------------ strike

    function test_strike() public posted {
        demand(MEMBER);
        vm.warp(revealUntil(EPOCH));
        // It counts as struck before anyone says so.
        assertLeaf(IUptimeCourt.LeafState.Struck);
        assertEq(court.committeeOf(ALICE, EPOCH).roots[MEMBER], 0, "root");
        vm.expectEmit(address(court));
        emit IUptimeCourt.WatcherStruck(EPOCH, _watcher, ALICE, MEMBER, 50e6);
        vm.prank(KEEPER);
        assertEq(court.strike(ALICE, EPOCH, MEMBER), 50e6, "slashed");
        assertLeaf(IUptimeCourt.LeafState.Struck);
        assertEq(stakeOf(WATCHER, _watcher), 950e6, "stake");
        assertEq(registry.claimable(KEEPER), 10e6, "reporter");
        assertEq(court.claimableBonds(ALICE), BOND, "bond");
        vm.expectRevert(wrongLeaf(IUptimeCourt.LeafState.Struck, IUptimeCourt.LeafState.Demanded));
        court.strike(ALICE, EPOCH, MEMBER);
    }

    function test_behavior_struckOncePerEpochButEveryBondComesBack() public posted {
        vm.warp(START);
        registerProvider(BOB, STAKE);
        vm.warp(postUntil(EPOCH));
        uint8 other = memberIndex(BOB, _watcher);
        demand(MEMBER);
        vm.deal(BOB, BOND);
        vm.prank(BOB);
        court.demandReveal{value: BOND}(EPOCH, other);
        vm.warp(revealUntil(EPOCH));
        court.strike(ALICE, EPOCH, MEMBER);
        assertEq(court.strike(BOB, EPOCH, other), 0, "slashed again");
        assertEq(stakeOf(WATCHER, _watcher), 950e6, "stake");
        assertEq(court.claimableBonds(BOB), BOND, "bond");
    }

    /// @dev Too late to slash, but not to give the bond back; and long after the epoch has left the books.
    function test_behavior_theBondComesBackHoweverLate() public posted {
        demand(MEMBER);
        vm.warp(slashUntil(EPOCH));
        assertEq(court.strike(ALICE, EPOCH, MEMBER), 0, "slashed");
        assertEq(stakeOf(WATCHER, _watcher), STAKE, "stake");
        assertEq(court.claimableBonds(ALICE), BOND, "bond");
        vm.expectRevert(wrongLeaf(IUptimeCourt.LeafState.Demanded, IUptimeCourt.LeafState.Demanded));
        court.strike(ALICE, EPOCH, MEMBER);
    }

    function test_behavior_struckUntilTheLastMoment() public posted {
        demand(MEMBER);
        vm.warp(slashUntil(EPOCH) - 1);
        assertEq(court.strike(ALICE, EPOCH, MEMBER), 50e6, "slashed");
    }

    // ------------------------------------------------------------------ support

    /// @dev A tree with a leaf of that watcher, provider and epoch at {INDEX} among others.
    function treeOf(address watcher_, address provider, uint32 epoch)
        private
        view
        returns (uint256, uint256[3][] memory)
    {
        uint256[16] memory leaves;
        for (uint256 i = 0; i < 16; ++i) {
            leaves[i] = uint256(keccak256(abi.encode(i))) % FIELD_MODULUS;
        }
        leaves[INDEX] = WatchTreeReference.leafOf(IPoseidon5(poseidon5), watcher_, provider, epoch, BITMAP, SALT);
        return WatchTreeReference.open(IPoseidon4(poseidon4), leaves, DEPTH, INDEX);
    }

    function treeRoot(address watcher_, address provider, uint32 epoch) private view returns (uint256 root) {
        (root,) = treeOf(watcher_, provider, epoch);
    }

    function post(uint256 root) private {
        vm.prank(_watcher);
        court.postRoot(EPOCH, _position, root);
        vm.warp(postUntil(EPOCH));
    }

    function expectRootWithoutOurLeaf(uint256 root) private {
        post(root);
        demand(MEMBER);
        expectWrongOpening(_opening);
    }

    function expectWrongOpening(IUptimeCourt.Opening memory wrong) private {
        (bool ok, bytes memory reason) =
            address(court).call(abi.encodeCall(IUptimeCourt.reveal, (ALICE, EPOCH, MEMBER, wrong)));
        assertTrue(!ok && bytes4(reason) == IUptimeCourt.WrongOpening.selector, "wrong opening");
        assertLeaf(IUptimeCourt.LeafState.Demanded);
    }

    function expectRevealRefused(IUptimeCourt.Opening memory wrong, bytes memory reason) private {
        vm.expectRevert(reason);
        court.reveal(ALICE, EPOCH, MEMBER, wrong);
    }

    function expectDemandRefused(uint8 member, bytes memory reason) private {
        vm.deal(ALICE, BOND);
        vm.prank(ALICE);
        vm.expectRevert(reason);
        court.demandReveal{value: BOND}(EPOCH, member);
    }

    function memberIndex(address provider, address watcher_) private view returns (uint8) {
        address[5] memory watchers = court.committeeOf(provider, EPOCH).watchers;
        for (uint8 i = 0; i < 5; ++i) {
            if (watchers[i] == watcher_) return i;
        }
        revert NotTrue("the watcher is in both committees");
    }

    function assertLeaf(IUptimeCourt.LeafState expected) private view {
        assertEq(uint256(court.committeeOf(ALICE, EPOCH).leaves[MEMBER]), uint256(expected), "leaf");
    }

    function wrongLeaf(IUptimeCourt.LeafState given, IUptimeCourt.LeafState expected)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IUptimeCourt.WrongLeafState.selector, ALICE, EPOCH, MEMBER, given, expected);
    }

    function notInField(string memory name, uint256 given) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IUptimeCourt.NotInField.selector, name, given, FIELD_MODULUS);
    }
}
