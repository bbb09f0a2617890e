// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IUptimeCourt} from "../contracts/interfaces/IUptimeCourt.sol";
import {UptimePenalty} from "../contracts/uptime/UptimePenalty.sol";
import {Test} from "./support/Test.sol";

contract UptimePenaltyTest is Test {
    uint256 private constant WAD = 1e18;

    /// @dev The reference's unit: 12 digits more than the library's.
    uint256 private constant FINE = 1e30;

    /// @dev 0.99 promised, 12 of 96 slots missed: x = 0.99 - 0.875 - 1.65 * sqrt(0.99 * 0.01 / 96).
    /// To more digits, the shortfall is 0.0982441707904383317 and the fraction 0.0244747927052380745.
    function test_default() public pure {
        assertEq(UptimePenalty.shortfall(9_900, 12), 98244170790438330, "shortfall");
        assertEq(UptimePenalty.fraction(schedule(), 9_900, 12), 24474792705238073, "fraction");
    }

    function test_behavior_aKeptPromiseCostsNothing() public pure {
        assertEq(UptimePenalty.shortfall(9_900, 0), 0, "all up");
        assertEq(UptimePenalty.shortfall(9_900, 2), 0, "within chance");
        assertTrue(UptimePenalty.shortfall(9_900, 3) != 0, "beyond chance");
        assertEq(UptimePenalty.shortfall(5_000, 48), 0, "half promised, half up");
    }

    function test_behavior_theCapIsReachedAndKept() public pure {
        assertEq(UptimePenalty.fraction(schedule(), 9_999, 96), 0.1e18, "all down");
        assertEq(UptimePenalty.fraction(schedule(), 5_000, 96), 0.1e18, "all down, half promised");
    }

    /// @dev Of 10,000 epochs of a provider that keeps its promise exactly, chance alone punishes at most 5% and a bit: the
    /// binomial's tail beyond 1.65 standard deviations.
    function test_behavior_chanceIsSeldomPunished() public pure {
        uint256 promised = 9_500;
        uint256 punished = 0;
        for (uint256 epoch = 0; epoch < 1_000; ++epoch) {
            uint256 missed = 0;
            for (uint256 slot = 0; slot < 96; ++slot) {
                if (uint256(keccak256(abi.encode(epoch, slot))) % 10_000 >= promised) ++missed;
            }
            if (UptimePenalty.shortfall(promised, missed) != 0) ++punished;
        }
        assertTrue(punished > 10 && punished < 70, "punished by chance");
    }

    function testFuzz_reference(uint256 promised, uint256 missed, uint256 linear, uint256 quadratic) public pure {
        promised = bound(promised, 0, 10_000);
        missed = bound(missed, 0, 96);
        IUptimeCourt.Schedule memory random = IUptimeCourt.Schedule({
            capWad: 0.5e18,
            linearWad: uint96(bound(linear, 0, 10e18)),
            quadraticWad: uint96(bound(quadratic, 0, 100e18))
        });
        uint256 x = shortfallFine(promised, missed);
        uint256 given = UptimePenalty.shortfall(promised, missed) * (FINE / WAD);
        // In the provider's favour, by a few units of the last place at most.
        assertTrue(given <= x && x - given <= 8 * (FINE / WAD), "shortfall");

        uint256 cost =
            Math.mulDiv(random.linearWad, x, WAD) + Math.mulDiv(Math.mulDiv(random.quadraticWad, x, WAD), x, FINE);
        uint256 cap = uint256(random.capWad) * (FINE / WAD);
        if (cost > cap) cost = cap;
        given = UptimePenalty.fraction(random, promised, missed) * (FINE / WAD);
        // The coefficients magnify the error: at most by 10 + 2 * 100.
        assertTrue(given <= cost && cost - given <= 2_000 * (FINE / WAD), "fraction");
    }

    function testFuzz_monotoneInMissedSlots(uint256 promised, uint256 missed) public pure {
        promised = bound(promised, 0, 10_000);
        missed = bound(missed, 0, 95);
        uint256 less = UptimePenalty.fraction(schedule(), promised, missed);
        assertTrue(UptimePenalty.fraction(schedule(), promised, missed + 1) >= less, "fraction");
        assertTrue(
            UptimePenalty.shortfall(promised, missed + 1) >= UptimePenalty.shortfall(promised, missed), "shortfall"
        );
    }

    /// @dev From half up on: there, a greater promise narrows what chance allows less than it adds.
    function testFuzz_monotoneInThePromise(uint256 promised, uint256 missed) public pure {
        promised = bound(promised, 5_000, 9_998);
        missed = bound(missed, 0, 96);
        uint256 less = UptimePenalty.shortfall(promised, missed);
        assertTrue(UptimePenalty.shortfall(promised + 1, missed) >= less, "shortfall");
    }

    function testFuzz_neverMoreThanTheCap(uint256 promised, uint256 missed, uint64 cap) public pure {
        promised = bound(promised, 0, 10_000);
        missed = bound(missed, 0, 96);
        IUptimeCourt.Schedule memory steep =
            IUptimeCourt.Schedule({capWad: cap, linearWad: type(uint96).max, quadraticWad: type(uint96).max});
        assertTrue(UptimePenalty.fraction(steep, promised, missed) <= cap, "fraction");
    }

    /// @dev The table in docs/uptime.md, line by line.
    function test_docs() public view {
        string memory page = vm.readFile("../docs/uptime.md");
        uint16[5] memory promises = [9_000, 9_500, 9_900, 9_950, 9_990];
        uint8[12] memory missed = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 96];
        for (uint256 i = 0; i < missed.length; ++i) {
            string memory line = string.concat("| ", vm.toString(missed[i]), " |");
            for (uint256 j = 0; j < promises.length; ++j) {
                uint256 bps = UptimePenalty.fraction(schedule(), promises[j], missed[i]) / 1e14;
                line = string.concat(line, " ", percent(bps), " |");
            }
            if (!vm.contains(page, line)) revert NotInDocs(line);
        }
    }

    error NotInDocs(string line);

    function percent(uint256 bps) private pure returns (string memory) {
        if (bps == 0) return "0";
        uint256 rest = bps % 100;
        return string.concat(vm.toString(bps / 100), rest < 10 ? ".0" : ".", vm.toString(rest), "%");
    }

    /// @dev The formula, word by word, in the finer unit.
    function shortfallFine(uint256 promised, uint256 missed) private pure returns (uint256) {
        uint256 s = promised * (FINE / 10_000);
        uint256 deviation = Math.sqrt(promised * (10_000 - promised) * (FINE * FINE / 1e8) / 96);
        uint256 reached = (96 - missed) * FINE / 96 + deviation * 165 / 100;
        return s > reached ? s - reached : 0;
    }

    function schedule() private pure returns (IUptimeCourt.Schedule memory) {
        return IUptimeCourt.Schedule({capWad: 0.1e18, linearWad: 0.2e18, quadraticWad: 0.5e18});
    }
}
