// SPDX-License-Identifier: Apache-2.0
pragma circom 2.1.0;

include "poseidon.circom";
include "quaternary.circom";
include "range.circom";

// The root of a watcher's tree that holds `leaf` at `index`: quaternary, node = Poseidon4(children), empty leaf 0. 303 constraints a level,
// two of them for the digit.
//
// Ranges: index < 4^depth, checked here. Hazard: says nothing about other leaves; a watcher may have several of one provider, and a
// provider may take any of them.
template WatchRoot(depth) {
    signal input leaf;
    signal input index;
    signal input siblings[depth][3];
    signal output root;

    component digits = Bits(2 * depth);
    digits.in <== index;

    component family[depth];
    component node[depth];
    for (var level = 0; level < depth; level++) {
        family[level] = QuaternaryFamily();
        if (level == 0) family[level].node <== leaf;
        else family[level].node <== node[level - 1].out;
        family[level].siblings <== siblings[level];
        family[level].digit[0] <== digits.bits[2 * level];
        family[level].digit[1] <== digits.bits[2 * level + 1];
        node[level] = Poseidon(4);
        node[level].in <== family[level].children;
    }
    root <== node[depth - 1].out;
}

// How many of an epoch's slots fewer than 3 of a committee's present members saw a provider up.
//
// A present member's leaf Poseidon5(watcher, provider, epoch, bitmap, salt) lies in the tree of its public root; bit i of the bitmap is 1
// where it saw the provider up in slot i. A member that is left out counts as one that saw nothing, so leaving one out can only raise the
// result. Nothing but the public signals is revealed: not which slots, nor who agreed.
//
// Ranges checked here: watchers 160 bits, bitmaps `slots` bits, indices 2·depth bits, present 0 or 1. Salts and siblings are field
// elements. provider, epoch and roots are public: whoever verifies takes them from its own records, and they are not checked here.
//
// Hazards: the members are told apart by their roots alone, so the verifier must give the roots of five different watchers. A leaf's
// watcher needn't be who posted the root: a copied root counts like its original. A root of 0 can't be present and stands for a member
// without one. The values of a member that isn't present are free, but for its bitmap, which is 0.
template Uptime(slots, depth) {
    var MEMBERS = 5;
    var QUORUM = 3;
    // A sum of up to MEMBERS, raised so that the quorum is a power of two, has this many bits.
    var SUM_BITS = 3;
    var RAISED = 4 - QUORUM;
    assert(slots < 2 ** 16 && MEMBERS + RAISED < 2 ** SUM_BITS);

    signal input provider;
    signal input epoch;
    signal input roots[MEMBERS];

    signal input watchers[MEMBERS];
    signal input bitmaps[MEMBERS];
    signal input salts[MEMBERS];
    signal input indices[MEMBERS];
    signal input siblings[MEMBERS][depth][3];
    signal input present[MEMBERS];

    signal output missedSlots;

    component watcherRange[MEMBERS];
    component bitmapBits[MEMBERS];
    component leaf[MEMBERS];
    component tree[MEMBERS];
    signal inverse[MEMBERS];
    for (var i = 0; i < MEMBERS; i++) {
        watcherRange[i] = AssertBits(160);
        watcherRange[i].in <== watchers[i];
        bitmapBits[i] = Bits(slots);
        bitmapBits[i].in <== bitmaps[i];
        present[i] * (present[i] - 1) === 0;

        leaf[i] = Poseidon(5);
        leaf[i].in <== [watchers[i], provider, epoch, bitmaps[i], salts[i]];
        tree[i] = WatchRoot(depth);
        tree[i].leaf <== leaf[i].out;
        tree[i].index <== indices[i];
        tree[i].siblings <== siblings[i];
        present[i] * (tree[i].root - roots[i]) === 0;

        // A present root has an inverse, so it isn't 0. Hint, bound by the next line; free where the root is 0, and then of no use.
        inverse[i] <-- present[i] == 1 && roots[i] != 0 ? 1 / roots[i] : 0;
        roots[i] * inverse[i] === present[i];
        // An absent member's bits are 0, so the bits can be summed as they are.
        (1 - present[i]) * bitmaps[i] === 0;
    }

    component seen[slots];
    var missed = slots;
    for (var slot = 0; slot < slots; slot++) {
        var sum = RAISED;
        for (var i = 0; i < MEMBERS; i++) sum += bitmapBits[i].bits[slot];
        seen[slot] = Bits(SUM_BITS);
        seen[slot].in <== sum;
        missed -= seen[slot].bits[SUM_BITS - 1];
    }
    missedSlots <== missed;
}
