// SPDX-License-Identifier: Apache-2.0
pragma circom 2.1.0;

// The n bits of a number, low bits first; refuses a number that has more. n constraints, and one more for a number that is no single
// signal.
//
// Bounds: 1 ≤ n ≤ 253. From 254 on a number would have two readings, since 2^254 is above the field's modulus.
template Bits(n) {
    assert(0 < n && n < 254);
    signal input in;
    signal output bits[n];

    var sum = 0;
    for (var i = 0; i < n; i++) {
        // Hint, bound by the next line and by the sum.
        bits[i] <-- (in >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += 2 ** i * bits[i];
    }
    sum === in;
}

// Refuses a number of more than n bits. Cost and bounds as of Bits.
template AssertBits(n) {
    signal input in;
    component bits = Bits(n);
    bits.in <== in;
}

// Refuses anything but 0 and 1. 1 constraint.
template AssertBoolean() {
    signal input in;
    in * (in - 1) === 0;
}
