// SPDX-License-Identifier: Apache-2.0
pragma circom 2.1.0;

// The four children of a node in a quaternary tree: `node` at the place that a digit names among its siblings, which keep their order.
// 4 constraints.
//
// Bounds: the digit comes as two bits, low first, which the caller has checked to be bits.
template QuaternaryFamily() {
    signal input node;
    signal input siblings[3];
    signal input digit[2];
    signal output children[4];

    // Sums of children are known from the high bit alone, so that only three of the choices cost a product:
    //   digit     0    1    2    3
    //   child 0   n    s0   s0   s0
    //   child 1   s0   n    s1   s1
    //   child 2   s1   s1   n    s2
    //   child 3   s2   s2   s2   n
    var low = digit[0];
    var high = digit[1];
    signal last <== low * high;
    var first = 1 - low - high + last;
    signal firstChoice <== first * (node - siblings[0]);
    signal lastChoice <== last * (node - siblings[2]);
    signal highChoice <== high * (siblings[1] - node);
    children[0] <== siblings[0] + firstChoice;
    children[3] <== siblings[2] + lastChoice;
    // Children 0 and 1 sum to node + s0 when the high bit is 0, else to s0 + s1.
    children[1] <== node - firstChoice + highChoice;
    children[2] <== siblings[1] - lastChoice - highChoice;
}
