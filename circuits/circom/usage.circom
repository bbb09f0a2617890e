// SPDX-License-Identifier: Apache-2.0
pragma circom 2.1.0;

include "poseidon2.circom";
include "quaternary.circom";
include "range.circom";

// An earning account as it stood under one root of the state tree: opens its word and walks up to the root. 4,800 constraints at depth 16.
//
//   word = balance(88) | compute(44) | storage(44) | egress(44) | nonce(24), low bits first
//   leaf = compress(static, word, blinding, serial), 0 where the account isn't there yet
//   node = compress(children)
//
// `digits` are the serial's bits, checked by the caller. Ranges checked here: every part of the word, present 0 or 1. An account that
// isn't there has word 0, thus counters 0, and blinding 0.
template EarningAccountAt(depth) {
    signal input static;
    signal input serial;
    signal input digits[2 * depth];
    signal input word;
    signal input blinding;
    signal input present;
    signal input siblings[depth][3];
    signal output counters[3];
    signal output root;

    present * (present - 1) === 0;
    (1 - present) * word === 0;
    (1 - present) * blinding === 0;

    component bits = Bits(244);
    bits.in <== word;
    for (var i = 0; i < 3; i++) {
        var counter = 0;
        for (var j = 0; j < 44; j++) counter += 2 ** j * bits.bits[88 + 44 * i + j];
        counters[i] <== counter;
    }

    component leaf = Poseidon2Compress();
    leaf.in <== [static, word, blinding, serial];
    signal placed <== present * leaf.out;

    component family[depth];
    component node[depth];
    for (var level = 0; level < depth; level++) {
        family[level] = QuaternaryFamily();
        if (level == 0) family[level].node <== placed;
        else family[level].node <== node[level - 1].out;
        family[level].siblings <== siblings[level];
        family[level].digit[0] <== digits[2 * level];
        family[level].digit[1] <== digits[2 * level + 1];
        node[level] = Poseidon2Compress();
        node[level].in <== family[level].children;
    }
    root <== node[depth - 1].out;
}

// One counter of a provider's earning account rose by at least `minIncrease` from the state `rootA` to the state `rootB`.
//
// The terms are those of an earning account: no provider, prices 0, expiry 0. The account may be absent at `rootA`, where its counters
// then count as 0; at `rootB` it is there. Nothing but the public signals is revealed: not by how much the counter rose, nor the others.
//
// Ranges: serial < 4^depth, resource ∈ {0 compute, 1 storage, 2 egress}, minIncrease and increase − minIncrease < 2^44, each checked here;
// words by EarningAccountAt. The owner's coordinates and the viewKey are field elements.
//
// Hazards: the roots' order and times are the verifier's to know. Counters never fall, so with the roots of one chain in order the
// statement is monotone.
template Usage(depth) {
    var COUNTER_BITS = 44;

    signal input serial;
    signal input rootA;
    signal input rootB;
    signal input resource;
    signal input minIncrease;

    signal input owner[2];
    signal input viewKey;
    // At rootA, then at rootB.
    signal input words[2];
    signal input blindings[2];
    signal input siblings[2][depth][3];
    signal input presentA;

    component digits = Bits(2 * depth);
    digits.in <== serial;
    component minRange = AssertBits(COUNTER_BITS);
    minRange.in <== minIncrease;

    component terms = Poseidon2Hash(3);
    terms.in <== [0, 0, viewKey];
    component static = Poseidon2Hash(3);
    static.in <== [owner[0], owner[1], terms.out];

    component at[2];
    for (var i = 0; i < 2; i++) {
        at[i] = EarningAccountAt(depth);
        at[i].static <== static.out;
        at[i].serial <== serial;
        at[i].digits <== digits.bits;
        at[i].word <== words[i];
        at[i].blinding <== blindings[i];
        at[i].siblings <== siblings[i];
    }
    at[0].present <== presentA;
    at[1].present <== 1;
    at[0].root === rootA;
    at[1].root === rootB;

    // Hints, bound by the next lines: one of three choices is 1, and it is the one that `resource` names.
    signal isStorage <-- resource == 1 ? 1 : 0;
    signal isEgress <-- resource == 2 ? 1 : 0;
    isStorage * (isStorage - 1) === 0;
    isEgress * (isEgress - 1) === 0;
    isStorage * isEgress === 0;
    isStorage + 2 * isEgress === resource;

    var increase[3];
    for (var i = 0; i < 3; i++) increase[i] = at[1].counters[i] - at[0].counters[i];
    signal storageChoice <== isStorage * (increase[1] - increase[0]);
    signal egressChoice <== isEgress * (increase[2] - increase[0]);
    component above = AssertBits(COUNTER_BITS);
    above.in <== increase[0] + storageChoice + egressChoice - minIncrease;
}
