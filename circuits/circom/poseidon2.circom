// SPDX-License-Identifier: Apache-2.0
pragma circom 2.1.0;

include "poseidon2_constants.circom";

// Poseidon2 over BN254's scalar field, state width 4, S-box x^5, 4 + 56 + 4 rounds (https://eprint.iacr.org/2023/323), equal to bb.js
// `poseidon2Permutation`. 264 constraints: three an S-box, in x · x, x² · x², x · x⁴.
//
// The lanes between the S-boxes are kept as linear expressions and never become signals, so there is nothing to simplify away, and the long
// expression stands first in its products: the key's second matrix, the one in the expensive group, stays sparse.
//
// Bounds: none; every input is a field element.
template Poseidon2Permutation() {
    signal input in[4];
    signal output out[4];

    var C[88] = POSEIDON2_ROUND_CONSTANTS();
    var D[4] = POSEIDON2_DIAGONAL();
    // One S-box in a partial round, four in a full one: as many as there are constants.
    signal square[88];
    signal fourth[88];
    signal fifth[88];

    var s[4];
    var x;
    var box = 0;
    for (var round = -1; round < 64; round++) {
        var full = round < 4 || round >= 60;
        // The permutation starts with a linear layer of its own.
        if (round < 0) {
            for (var i = 0; i < 4; i++) s[i] = in[i];
        } else {
            var lanes = full ? 4 : 1;
            for (var i = 0; i < lanes; i++) {
                x = s[i] + C[box];
                square[box] <== x * x;
                fourth[box] <== square[box] * square[box];
                fifth[box] <== x * fourth[box];
                s[i] = fifth[box];
                box++;
            }
        }
        if (full) {
            // The matrix [5 7 1 3; 4 6 1 1; 1 3 5 7; 1 1 4 6].
            var ab = s[0] + s[1];
            var cd = s[2] + s[3];
            var b2cd = 2 * s[1] + cd;
            var d2ab = 2 * s[3] + ab;
            s[3] = 4 * cd + d2ab;
            s[1] = 4 * ab + b2cd;
            s[0] = d2ab + s[1];
            s[2] = b2cd + s[3];
        } else {
            var sum = s[0] + s[1] + s[2] + s[3];
            for (var i = 0; i < 4; i++) s[i] = D[i] * s[i] + sum;
        }
    }
    for (var i = 0; i < 4; i++) out[i] <== s[i];
}

// The sponge with rate 3, equal to bb.js `poseidon2Hash`: blocks are added to the first three lanes, the fourth starts as n · 2^64, the
// first lane is the result. 264 constraints for each 3 inputs.
//
// Bounds: 1 ≤ n; the length is part of the hash, so inputs of different lengths never collide by padding.
template Poseidon2Hash(n) {
    assert(n > 0);
    signal input in[n];
    signal output out;

    var blocks = (n + 2) \ 3;
    component permutation[blocks];
    for (var block = 0; block < blocks; block++) {
        permutation[block] = Poseidon2Permutation();
        for (var lane = 0; lane < 4; lane++) {
            var value = 0;
            if (block > 0) value = permutation[block - 1].out[lane];
            else if (lane == 3) value = n * 2 ** 64;
            if (lane < 3 && 3 * block + lane < n) value = value + in[3 * block + lane];
            permutation[block].in[lane] <== value;
        }
    }
    out <== permutation[blocks - 1].out[0];
}

// Compression mode of the Poseidon2 paper (section 3.2): the permutation's first lane plus its first input. For leaves and tree nodes.
// 264 constraints.
template Poseidon2Compress() {
    signal input in[4];
    signal output out;

    component permutation = Poseidon2Permutation();
    permutation.in <== in;
    out <== permutation.out[0] + in[0];
}
