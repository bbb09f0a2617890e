// @ts-check
/**
 * Multiples of one point of a BN254 group by many scalars.
 *
 * A fixed-base comb: the scalar in signed digits of `c` bits, a table of k·2^(c·w)·P for each window w, and one affine
 * addition for each window. The divisions of a whole chunk of additions share one inversion (Montgomery's trick), which
 * leaves six multiplications for an addition.
 */

/** BN254's base field and the order of its groups. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const SCALAR_BITS = 254;
const CHUNK = 2048;

/**
 * Arithmetic of the field that coordinates live in. Only `reduce` makes a value canonical: the others take and give
 * any representative, so that a reduction is never paid twice.
 *
 * @template F
 * @typedef {{
 *   one: F,
 *   mul(a: F, b: F): F,
 *   sub(a: F, b: F): F,
 *   add(a: F, b: F): F,
 *   neg(a: F): F,
 *   reduce(a: F): F,
 *   equal(a: F, b: F): boolean,
 *   invert(a: F): F,
 * }} Field equal compares canonical values; a is never 0 in invert
 */

/** @template F @typedef {[x: F, y: F]} Point affine, canonical */

/** @param {bigint} a */
function reduce(a) {
  const rest = a % Q;
  return rest < 0n ? rest + Q : rest;
}

/** @param {bigint} a @returns {bigint} 1/a by Euclid's algorithm */
function invert(a) {
  let [low, high, u, v] = [reduce(a), Q, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [high, low] = [low, high - quotient * low];
    [v, u] = [u, v - quotient * u];
  }
  return u < 0n ? u + Q : u;
}

/** @type {Field<bigint>} */
const base = {
  one: 1n,
  mul: (a, b) => (a * b) % Q,
  sub: (a, b) => a - b,
  add: (a, b) => a + b,
  neg: (a) => -a,
  reduce,
  equal: (a, b) => a === b,
  invert,
};

/** @typedef {[c0: bigint, c1: bigint]} Pair c0 + c1·u with u² = -1 */
/** @type {Field<Pair>} */
const extension = {
  one: [1n, 0n],
  mul: ([a0, a1], [b0, b1]) => {
    const [low, high] = [a0 * b0, a1 * b1];
    return [(low - high) % Q, ((a0 + a1) * (b0 + b1) - low - high) % Q];
  },
  sub: ([a0, a1], [b0, b1]) => [a0 - b0, a1 - b1],
  add: ([a0, a1], [b0, b1]) => [a0 + b0, a1 + b1],
  neg: ([a0, a1]) => [-a0, -a1],
  reduce: ([a0, a1]) => [reduce(a0), reduce(a1)],
  equal: ([a0, a1], [b0, b1]) => a0 === b0 && a1 === b1,
  invert: ([a0, a1]) => {
    const norm = invert(a0 * a0 + a1 * a1);
    return [(a0 * norm) % Q, (-a1 * norm) % Q];
  },
};

/** The two groups: where their coordinates live, and their generators. */
export const G1 = { field: base, generator: /** @type {Point<bigint>} */ ([1n, 2n]) };
export const G2 = {
  field: extension,
  generator: /** @type {Point<Pair>} */ ([
    [
      10857046999023057135944570762232829481370756359578518086990519993285655852781n,
      11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    ],
    [
      8495653923123431417604973247489272438418190587263600148770280649306958101930n,
      4082367875863433681332203403145435568316851327593401208105741076214120093531n,
    ],
  ]),
};

/**
 * The multiples, chunk by chunk.
 *
 * @template F
 * @param {{ field: Field<F>, generator: Point<F>, scalars: readonly bigint[] }} task scalars in [1, r)
 * @returns {Generator<F[][]>} `[xs, ys]` of each chunk, canonical
 */
export function* multiplesOf({ field, generator, scalars }) {
  const { mul, sub, neg, reduce: canonical, equal } = field;
  const window = bestWindow(scalars.length);
  const windows = Math.ceil((SCALAR_BITS + 1) / window);
  const tables = makeTables(field, generator, window, windows);

  const digits = Array.from({ length: CHUNK }, () => new Int32Array(windows));
  /** @type {F[]} */ const inverses = new Array(CHUNK);
  /** @type {F[]} */ const products = new Array(CHUNK);
  const pending = new Int32Array(CHUNK);

  for (let start = 0; start < scalars.length; start += CHUNK) {
    const size = Math.min(CHUNK, scalars.length - start);
    /** @type {F[]} */ const xs = new Array(size);
    /** @type {F[]} */ const ys = new Array(size);
    for (let i = 0; i < size; i++) split(scalars[start + i], digits[i], windows, window);
    for (let w = 0; w < windows; w++) {
      const table = tables[w];
      let count = 0;
      for (let i = 0; i < size; i++) {
        const digit = digits[i][w];
        if (digit === 0) continue;
        const [x, y] = table[Math.abs(digit) - 1];
        if (xs[i] === undefined) {
          xs[i] = x;
          ys[i] = digit < 0 ? canonical(neg(y)) : y;
        } else if (equal(xs[i], x)) {
          // The sum so far is below 2^(w·c - 1) in absolute value, or its complement to the group's order at the very
          // top: it equals ±the table's point only for a handful of scalars near the order, which nobody draws.
          throw new Error('Two equal points met while multiples of a generator were made.');
        } else {
          inverses[count] = sub(x, xs[i]);
          pending[count++] = i;
        }
      }
      invertAll(field, inverses, count, products);
      for (let k = 0; k < count; k++) {
        const i = pending[k];
        const digit = digits[i][w];
        const [x, y] = table[Math.abs(digit) - 1];
        const slope = mul(sub(digit < 0 ? neg(y) : y, ys[i]), inverses[k]);
        const sumX = canonical(sub(sub(mul(slope, slope), xs[i]), x));
        ys[i] = canonical(sub(mul(slope, sub(xs[i], sumX)), ys[i]));
        xs[i] = sumX;
      }
    }
    yield [xs, ys];
  }
}

/** @param {bigint} value @param {bigint} exponent @returns {bigint} modulo the groups' order */
export function power(value, exponent) {
  let [result, square, rest] = [1n, value % R, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % R;
    square = (square * square) % R;
  }
  return result;
}

/**
 * Replaces every value by its inverse.
 *
 * @template F
 * @param {Field<F>} field
 * @param {F[]} values none 0
 * @param {number} count
 * @param {F[]} products scratch space
 */
function invertAll({ one, mul, invert: inverseOf }, values, count, products) {
  let product = one;
  for (let i = 0; i < count; i++) {
    products[i] = product;
    product = mul(product, values[i]);
  }
  let inverse = inverseOf(product);
  for (let i = count - 1; i >= 0; i--) {
    const value = values[i];
    values[i] = mul(inverse, products[i]);
    inverse = mul(inverse, value);
  }
}

/**
 * For each window w the multiples 1 … 2^(c-1) of 2^(c·w)·P.
 *
 * @template F
 * @param {Field<F>} field @param {Point<F>} generator @param {number} window @param {number} windows
 * @returns {Point<F>[][]}
 */
function makeTables(field, generator, window, windows) {
  const half = 2 ** (window - 1);
  const tables = [];
  let point = generator;
  for (let w = 0; w < windows; w++) {
    const table = multiples(field, point, half);
    tables.push(table);
    point = double(field, table[half - 1]);
  }
  return tables;
}

/**
 * The multiples 1·point … count·point, count a power of two: each round adds the last multiple to all of them.
 *
 * @template F
 * @param {Field<F>} field @param {Point<F>} point @param {number} count
 * @returns {Point<F>[]} entry k - 1 holds k·point
 */
function multiples(field, point, count) {
  const { mul, sub } = field;
  const points = [point];
  /** @type {F[]} */
  const scratch = [];
  while (points.length < count) {
    const size = points.length;
    const [lastX, lastY] = points[size - 1];
    const inverses = points.slice(0, size - 1).map(([x]) => sub(x, lastX));
    invertAll(field, inverses, size - 1, scratch);
    for (let i = 0; i < size - 1; i++) {
      const [x, y] = points[i];
      points.push(third(field, mul(sub(y, lastY), inverses[i]), lastX, lastY, x));
    }
    points.push(double(field, [lastX, lastY]));
  }
  return points;
}

/**
 * (x1, y1) + (x2, y2) or 2·(x1, y1), given the slope of the line through them.
 *
 * @template F
 * @param {Field<F>} field @param {F} slope @param {F} x1 @param {F} y1 @param {F} x2
 * @returns {Point<F>}
 */
function third({ mul, sub, reduce: canonical }, slope, x1, y1, x2) {
  const x = canonical(sub(sub(mul(slope, slope), x1), x2));
  return [x, canonical(sub(mul(slope, sub(x1, x)), y1))];
}

/** @template F @param {Field<F>} field @param {Point<F>} point @returns {Point<F>} */
function double(field, [x, y]) {
  const { add, mul, invert: inverseOf } = field;
  const square = mul(x, x);
  return third(field, mul(add(square, add(square, square)), inverseOf(add(y, y))), x, y, x);
}

/** @param {number} count of scalars @returns {number} the window that costs the fewest additions, tables included */
function bestWindow(count) {
  let best = 4;
  const cost = (/** @type {number} */ c) => Math.ceil((SCALAR_BITS + 1) / c) * (count + 2 ** (c - 1));
  for (let c = 5; c <= 16; c++) if (cost(c) < cost(best)) best = c;
  return best;
}

/**
 * Signed digits of a scalar, lowest first, each in [-2^(c-1), 2^(c-1)).
 *
 * @param {bigint} scalar @param {Int32Array} digits @param {number} windows @param {number} window
 */
function split(scalar, digits, windows, window) {
  const half = 2 ** (window - 1);
  const shift = BigInt(window);
  const mask = (1n << shift) - 1n;
  let rest = scalar;
  let carry = 0;
  for (let w = 0; w < windows; w++) {
    const digit = Number(rest & mask) + carry;
    rest >>= shift;
    carry = digit >= half ? 1 : 0;
    digits[w] = carry ? digit - 2 * half : digit;
  }
}
