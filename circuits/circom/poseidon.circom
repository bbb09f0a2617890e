// SPDX-License-Identifier: Apache-2.0
pragma circom 2.1.0;

include "circomlib/circuits/poseidon_constants.circom";

// Poseidon over BN254's scalar field, state width n + 1, as circomlib and circomlibjs have it (https://eprint.iacr.org/2019/458, with the
// sparse matrices of its appendix B): the same values as circomlib's template, from circomlib's constants. 297 constraints for 4 inputs, 321
// for 5.
//
// Its own template, because circomlib's makes every lane of every round a signal that the compiler has to remove again, which takes most
// of a build; and because in x · x⁴ the long expression stands first here, which keeps the key's second matrix sparse.
//
// Bounds: 1 ≤ n ≤ 16. The first lane starts as 0, so its first S-box is a constant.
template Poseidon(n) {
    assert(0 < n && n <= 16);
    signal input in[n];
    signal output out;

    var t = n + 1;
    // Table 2 of the paper, rounded up to a multiple of t.
    var PARTIAL_ROUNDS[16] = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
    var partial = PARTIAL_ROUNDS[n - 1];
    var C[t * 8 + partial] = POSEIDON_C(t);
    var S[partial * (t * 2 - 1)] = POSEIDON_S(t);
    var M[t][t] = POSEIDON_M(t);
    var P[t][t] = POSEIDON_P(t);

    var boxes = t * 8 + partial - 1;
    signal square[boxes];
    signal fourth[boxes];
    signal fifth[boxes];

    var s[t];
    var next[t];
    s[0] = C[0];
    for (var i = 0; i < n; i++) s[i + 1] = in[i] + C[i + 1];

    var box = 0;
    var constant = t;
    for (var round = 0; round < 8 + partial; round++) {
        var full = round < 4 || round >= 4 + partial;
        for (var i = 0; i < (full ? t : 1); i++) {
            if (round == 0 && i == 0) {
                s[0] = C[0] ** 5;
            } else {
                square[box] <== s[i] * s[i];
                fourth[box] <== square[box] * square[box];
                fifth[box] <== s[i] * fourth[box];
                s[i] = fifth[box];
                box++;
            }
        }
        if (full) {
            // The last round has no constants; the one before the partial rounds has their matrix's dense part.
            if (round < 7 + partial) {
                for (var i = 0; i < t; i++) s[i] += C[constant + i];
                constant += t;
            }
            for (var i = 0; i < t; i++) {
                next[i] = 0;
                for (var j = 0; j < t; j++) next[i] += (round == 3 ? P[j][i] : M[j][i]) * s[j];
            }
            for (var i = 0; i < t; i++) s[i] = next[i];
        } else {
            s[0] += C[constant];
            constant++;
            var at = (t * 2 - 1) * (round - 4);
            next[0] = 0;
            for (var i = 0; i < t; i++) next[0] += S[at + i] * s[i];
            for (var i = 1; i < t; i++) s[i] += S[at + t + i - 1] * s[0];
            s[0] = next[0];
        }
    }
    out <== s[0];
}
