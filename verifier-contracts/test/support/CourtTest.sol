// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUptimeCourt} from "../../contracts/interfaces/IUptimeCourt.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @title A test that starts in the epoch before the judged one, whose seed is drawn
abstract contract CourtTest is CourtFixture {
    function setUp() public virtual {
        deployCourt();
        populate();
    }

    function positionsOf(address provider) internal view returns (uint32[5] memory) {
        return court.committeeOf(provider, EPOCH).positions;
    }

    /// @dev The positions of the members that `members` has bits for.
    function absentMembers(address provider, uint256 members) internal view returns (uint256 positions) {
        uint32[5] memory all = positionsOf(provider);
        for (uint256 i = 0; i < 5; ++i) {
            if ((members >> i) & 1 == 1) positions |= 1 << all[i];
        }
    }

    function demand(uint8 member) internal {
        vm.deal(ALICE, BOND);
        vm.prank(ALICE);
        court.demandReveal{value: BOND}(EPOCH, member);
    }

    function outsideWindow(string memory name, uint256 opensAt, uint256 closesAt) internal view returns (bytes memory) {
        return
            abi.encodeWithSelector(IUptimeCourt.OutsideWindow.selector, name, vm.getBlockTimestamp(), opensAt, closesAt);
    }

    function alreadySettled() internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IUptimeCourt.AlreadySettled.selector, ALICE, EPOCH);
    }
}
