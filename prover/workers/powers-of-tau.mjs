// @ts-check
/**
 * Worker: the powers tau^from·G … tau^(to-1)·G of BN254's G1, each as 64 bytes (x, y, big-endian), into shared memory.
 *
 * All points are multiples of the generator, so a fixed-base comb does: the scalar in signed digits of `c` bits, a
 * table of k·2^(c·w)·G for each window w, and one affine addition for each window. The divisions of a whole chunk of
 * additions share one inversion (Montgomery's trick), which leaves six multiplications for an addition.
 */
import { parentPort, workerData } from 'node:worker_threads';

/** BN254's base field and the order of its groups. */
const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const SCALAR_BITS = 254;
const POINT_BYTES = 64;
const CHUNK = 2048;

/**
 * @typedef {{ tau: bigint, from: number, to: number, shared: SharedArrayBuffer }} Task the buffer starts at power
 * `from`
 */

/** @param {bigint} a @returns {bigint} 1/a in the base field, by Euclid's algorithm; a is not 0 */
function invert(a) {
  let [low, high, u, v] = [((a % Q) + Q) % Q, Q, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [high, low] = [low, high - quotient * low];
    [v, u] = [u, v - quotient * u];
  }
  return u < 0n ? u + Q : u;
}

/**
 * Replaces every value by its inverse.
 *
 * @param {bigint[]} values none 0
 * @param {number} count
 * @param {bigint[]} products scratch space
 */
function invertAll(values, count, products) {
  let product = 1n;
  for (let i = 0; i < count; i++) {
    products[i] = product;
    product = (product * values[i]) % Q;
  }
  let inverse = invert(product);
  for (let i = count - 1; i >= 0; i--) {
    const value = values[i];
    values[i] = (inverse * products[i]) % Q;
    inverse = (inverse * value) % Q;
  }
}

/** @param {bigint} a @returns {bigint} a reduced to [0, Q) */
function reduce(a) {
  const rest = a % Q;
  return rest < 0n ? rest + Q : rest;
}

/**
 * (x1, y1) + (x2, y2) or 2·(x1, y1), given the slope of the line through them.
 *
 * @param {bigint} slope @param {bigint} x1 @param {bigint} y1 @param {bigint} x2
 * @returns {[bigint, bigint]}
 */
function third(slope, x1, y1, x2) {
  const x = reduce(slope * slope - x1 - x2);
  return [x, reduce(slope * (x1 - x) - y1)];
}

/** @param {[bigint, bigint]} point @returns {[bigint, bigint]} */
function double([x, y]) {
  return third(reduce(3n * x * x * invert(2n * y)), x, y, x);
}

/**
 * The multiples 1·base … count·base, count a power of two: each round adds the last multiple to all of them.
 *
 * @param {[bigint, bigint]} base @param {number} count
 * @returns {[bigint, bigint][]} entry k - 1 holds k·base
 */
function multiples(base, count) {
  const points = [base];
  /** @type {bigint[]} */
  const scratch = [];
  while (points.length < count) {
    const size = points.length;
    const [lastX, lastY] = points[size - 1];
    const inverses = points.slice(0, size - 1).map(([x]) => x - lastX);
    invertAll(inverses, size - 1, scratch);
    for (let i = 0; i < size - 1; i++) {
      const [x, y] = points[i];
      points.push(third(reduce((y - lastY) * inverses[i]), lastX, lastY, x));
    }
    points.push(double([lastX, lastY]));
  }
  return points;
}

/** @param {number} count of powers @returns {number} the window that costs the fewest additions, tables included */
function bestWindow(count) {
  let best = 4;
  const cost = (/** @type {number} */ c) => Math.ceil((SCALAR_BITS + 1) / c) * (count + 2 ** (c - 1));
  for (let c = 5; c <= 16; c++) if (cost(c) < cost(best)) best = c;
  return best;
}

/** @param {Task} task */
function run({ tau, from, to, shared }) {
  const bytes = Buffer.from(shared);
  const window = bestWindow(to - from);
  const windows = Math.ceil((SCALAR_BITS + 1) / window);
  const half = 2 ** (window - 1);
  const mask = (1n << BigInt(window)) - 1n;

  /** @type {[bigint, bigint][][]} */
  const tables = [];
  /** @type {[bigint, bigint]} */
  let base = [1n, 2n];
  for (let w = 0; w < windows; w++) {
    const table = multiples(base, half);
    tables.push(table);
    base = double(table[half - 1]);
  }

  let scalar = power(tau, BigInt(from));
  const digits = Array.from({ length: CHUNK }, () => new Int32Array(windows));
  /** @type {bigint[]} */ const xs = new Array(CHUNK);
  /** @type {bigint[]} */ const ys = new Array(CHUNK);
  /** @type {bigint[]} */ const inverses = new Array(CHUNK);
  /** @type {bigint[]} */ const products = new Array(CHUNK);
  const pending = new Int32Array(CHUNK);
  const infinite = new Uint8Array(CHUNK);

  for (let start = from; start < to; start += CHUNK) {
    const size = Math.min(CHUNK, to - start);
    for (let i = 0; i < size; i++) {
      split(scalar, digits[i], windows, window, half, mask);
      scalar = (scalar * tau) % R;
      infinite[i] = 1;
    }
    for (let w = 0; w < windows; w++) {
      const table = tables[w];
      let count = 0;
      for (let i = 0; i < size; i++) {
        const digit = digits[i][w];
        if (digit === 0) continue;
        const [x, y] = table[Math.abs(digit) - 1];
        if (infinite[i]) {
          xs[i] = x;
          ys[i] = digit < 0 ? Q - y : y;
          infinite[i] = 0;
        } else if (xs[i] === x) {
          // The sum so far is below 2^(w·c - 1) in absolute value, or its complement to the group's order at the very
          // top: it equals ±the table's point only where the scalar itself is 0 or a double, which no power here is.
          throw new Error('Two equal points met while powers of tau were made.');
        } else {
          inverses[count] = x - xs[i];
          pending[count++] = i;
        }
      }
      invertAll(inverses, count, products);
      for (let k = 0; k < count; k++) {
        const i = pending[k];
        const digit = digits[i][w];
        const [x, y] = table[Math.abs(digit) - 1];
        const slope = (((digit < 0 ? -y : y) - ys[i]) * inverses[k]) % Q;
        const sumX = reduce(slope * slope - xs[i] - x);
        ys[i] = reduce(slope * (xs[i] - sumX) - ys[i]);
        xs[i] = sumX;
      }
    }
    for (let i = 0; i < size; i++) {
      const hex = xs[i].toString(16).padStart(64, '0') + ys[i].toString(16).padStart(64, '0');
      bytes.write(hex, (start - from + i) * POINT_BYTES, 'hex');
    }
    parentPort?.postMessage(size);
  }
}

/**
 * Signed digits of a scalar, lowest first, each in [-2^(c-1), 2^(c-1)).
 *
 * @param {bigint} scalar @param {Int32Array} digits @param {number} windows @param {number} window @param {number} half
 * @param {bigint} mask
 */
function split(scalar, digits, windows, window, half, mask) {
  let rest = scalar;
  let carry = 0;
  const shift = BigInt(window);
  for (let w = 0; w < windows; w++) {
    const digit = Number(rest & mask) + carry;
    rest >>= shift;
    carry = digit >= half ? 1 : 0;
    digits[w] = carry ? digit - 2 * half : digit;
  }
}

/** @param {bigint} base @param {bigint} exponent @returns {bigint} modulo the group's order */
function power(base, exponent) {
  let [result, square, rest] = [1n, base % R, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % R;
    square = (square * square) % R;
  }
  return result;
}

run(/** @type {Task} */ (workerData));
