import { expect, test } from 'vitest';

import { mutantsOf } from '../../verifier-contracts/scripts/mutants/mutantsOf.mjs';
import { syntaxTreesOf } from '../../verifier-contracts/scripts/mutants/syntaxTreesOf.mjs';

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev Ünïcode before everything: the compiler counts bytes.
contract Box {
    error TooMuch(uint256 given);
    event Kept(uint256 value);
    uint256 public value;

    modifier onlyEven(uint256 given) {
        require(given % 2 == 0, "odd");
        _;
    }

    function keep(uint256 given) external onlyEven(given) {
        if (given > 10) revert TooMuch(given);
        if (given == 4) {
            return;
        }
        for (uint256 i = 0; i < 1; ++i) {
            value += given;
        }
        emit Kept(given);
        check(given);
    }

    function check(uint256 given) public view returns (bool ok) {
        if (given != 6) ok = true;
        assembly ("memory-safe") {
            ok := and(gt(given, 1), eq(given, 6))
        }
    }
}
`;

const all = mutantsOf(source, treeOf(source));

function treeOf(text: string): object {
  const tree = syntaxTreesOf(['Box.sol'], () => text).get('Box.sol');
  if (tree === undefined) throw new Error('no tree');
  return tree;
}

test('takes out each guard, write, call, event and modifier, and turns each operator round, once', () => {
  const assembly = 'ok := and(gt(given, 1), eq(given, 6))';
  expect(all.map(({ kind, line, id }) => `${kind} ${line} ${id}`)).toEqual([
    'guard 11 onlyEven: without require(given % 2 == 0, "odd");',
    'comparison 11 onlyEven: require(given % 2 == 0, "odd"); | given % 2 == 0 => given % 2 != 0',
    'arithmetic 11 onlyEven: require(given % 2 == 0, "odd"); | given % 2 => given * 2',
    'modifier 15 keep: function keep(uint256 given) external onlyEven(given) { | without onlyEven(given)',
    'guard 16 keep: without if (given > 10) revert TooMuch(given);',
    'comparison 16 keep: if (given > 10) revert TooMuch(given); | given > 10 => given >= 10',
    'guard 17 keep: if (given == 4) { | without if (given == 4) { return; }',
    'comparison 17 keep: if (given == 4) { | given == 4 => given != 4',
    'comparison 20 keep: for (uint256 i = 0; i < 1; ++i) { | i < 1 => i <= 1',
    'write 21 keep: without value += given;',
    'arithmetic 21 keep: value += given; | value += given => value -= given',
    'event 23 keep: without emit Kept(given);',
    'call 24 keep: without check(given);',
    'comparison 28 check: if (given != 6) ok = true; | given != 6 => given == 6',
    'write 28 check: if (given != 6) ok = true; | without ok = true;',
    `assembly 30 check: without ${assembly}`,
    `assembly 30 check: ${assembly} | and(gt(given, 1), eq(given, 6)) => gt(given, 1)`,
    `assembly 30 check: ${assembly} | and(gt(given, 1), eq(given, 6)) => eq(given, 6)`,
    `assembly 30 check: ${assembly} | gt(given, 1) => iszero(lt(given, 1))`,
    `assembly 30 check: ${assembly} | eq(given, 6) => iszero(eq(given, 6))`,
  ]);
});

test('every mutant compiles, and differs from the source in its own line only', () => {
  for (const { text, line, id } of all) {
    expect(() => treeOf(text), id).not.toThrow();
    const lines = source.split('\n');
    const changed = text.split('\n');
    expect(changed.slice(0, line - 1), id).toEqual(lines.slice(0, line - 1));
    expect(changed[line - 1], id).not.toBe(lines[line - 1]);
    // What spans three lines becomes one.
    const removed = lines.length - changed.length;
    expect(changed.slice(line), id).toEqual(lines.slice(line + removed));
  }
});

test('a name stays when lines move, and the same change twice has two names', () => {
  const moved = source.replace('contract Box', '\n\ncontract Box');
  expect(mutantsOf(moved, treeOf(moved)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  const twice = source.replace('check(given);', 'check(given);\n        check(given);');
  const names = mutantsOf(twice, treeOf(twice)).map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(all.length + 1);
});

test('a source that does not compile is named', () => {
  expect(() => treeOf('contract Box {')).toThrow(/Box\.sol/);
});
