import { type Address, getAddress } from 'viem';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { FIELD_MODULUS, fieldToHex, isFieldElement, toField } from '../../core/field.js';
import { validateInteger } from '../../core/limits.js';
import { assertBitmap, type Bitmap, bitmapToHex, hexToBitmap } from './bitmap.js';
import { MAX_EPOCH, WATCH_DEPTH } from './constants.js';
import { poseidon } from './poseidon.js';
import { assertAddress } from './statement.js';
import { uptimeError } from './uptimeErrors.js';

/**
 * A leaf of a watcher's tree with what proves it: what a watcher hands to the provider concerned, and to nobody else.
 *
 * `siblings[0]` are the leaf's three neighbours, left to right, `siblings[7]` the root's children.
 */
export type WatchOpening = WatchLeaf & {
  /** Place of the leaf in the tree, from 0 to 4^8 - 1. */
  index: number;
  /** Field elements, [WATCH_DEPTH][3]. */
  siblings: readonly (readonly [bigint, bigint, bigint])[];
  /** The root that the watcher posted. */
  root: bigint;
};

/** An opening as JSON: `serializeWatchOpening` writes it, `parseWatchOpening` reads it. */
export type SerializedWatchOpening = {
  watcher: Address;
  provider: Address;
  epoch: number;
  /** `0x` and 24 digits, a big-endian number. */
  bitmap: string;
  /** `0x` and 64 digits, as every field element below. */
  salt: string;
  index: number;
  siblings: [string, string, string][];
  root: string;
};

/**
 * What a watcher says of a provider in an epoch. Provider and epoch are in the leaf so that it serves no other; the watcher, so that
 * nobody can reveal another's leaf as its own on the chain. A proof doesn't show who the watcher was.
 */
export type WatchLeaf = {
  /** The watcher's address on the chain. */
  watcher: Address;
  /** The provider's address on the chain. */
  provider: Address;
  epoch: number;
  bitmap: Bitmap;
  /** A random field element that hides the bitmap. Secret as long as the bitmap is. */
  salt: bigint;
};

/**
 * `Poseidon(watcher, provider, epoch, bitmap, salt)`, addresses as 160-bit numbers.
 *
 * @throws uptime/out-of-range, uptime/malformed, crypto/not-a-field-element, crypto/not-loaded
 */
export function watchLeafOf({ watcher, provider, epoch, bitmap, salt }: WatchLeaf): bigint {
  assertAddress(watcher, 'watcher');
  assertAddress(provider, 'provider');
  validateInteger(epoch, { field: 'epoch', max: MAX_EPOCH, toError: uptimeError.of('uptime/out-of-range') });
  assertBitmap(bitmap);
  return poseidon([BigInt(watcher), BigInt(provider), BigInt(epoch), bitmap, toField(salt, 'salt')]);
}

/**
 * The root that an opening's leaf and path lead to, whatever root it states.
 *
 * @throws uptime/out-of-range, uptime/malformed, crypto/not-a-field-element, crypto/not-loaded
 */
export function openingRoot(opening: Omit<WatchOpening, 'root'>): bigint {
  let node = watchLeafOf(opening);
  let at = opening.index;
  for (const [level, siblings] of opening.siblings.entries()) {
    const family = siblings.map((sibling, i) => toField(sibling, `siblings[${level}][${i}]`));
    family.splice(at % 4, 0, node);
    node = poseidon(family);
    at = Math.floor(at / 4);
  }
  return node;
}

/**
 * Whether an opening's leaf lies at its index under its root.
 *
 * @returns false for a well-formed opening that doesn't fit its root
 * @throws uptime/out-of-range, uptime/malformed when a field isn't of its form; crypto/not-loaded
 *
 * @example
 * import { loadPoseidon, parseWatchOpening, verifyOpening } from '@tallystick/prover/statements';
 *
 * await loadPoseidon();
 * const isUnderItsRoot = verifyOpening(parseWatchOpening(JSON.parse(body)));
 */
export function verifyOpening(opening: WatchOpening): boolean {
  assertWatchOpening(opening);
  return openingRoot(opening) === opening.root;
}

/**
 * Makes sure that every field of an opening has its form and range. Bitmap and salt stay out of the error.
 *
 * @param path where the opening stands, for errors: `openings[2]`
 * @throws uptime/malformed, uptime/out-of-range naming the field
 */
export function assertWatchOpening(opening: WatchOpening, path = ''): void {
  const at = (name: string): string => [path, name].filter((part) => part !== '').join('.');
  const { watcher, provider, epoch, bitmap, salt, index, siblings, root } = opening;
  assertAddress(watcher, at('watcher'));
  assertAddress(provider, at('provider'));
  validateInteger(epoch, { field: at('epoch'), max: MAX_EPOCH, toError: uptimeError.of('uptime/out-of-range') });
  assertBitmap(bitmap, at('bitmap'));
  validateInteger(index, {
    field: at('index'),
    max: 4 ** WATCH_DEPTH - 1,
    toError: uptimeError.of('uptime/out-of-range'),
  });
  const shaped =
    Array.isArray(siblings) && siblings.length === WATCH_DEPTH && siblings.every((level) => level?.length === 3);
  if (!shaped) throw malformed(at('siblings'), `field elements, [${WATCH_DEPTH}][3]`);
  for (const [level, family] of opening.siblings.entries()) {
    const bad = family.findIndex((sibling) => !isFieldElement(sibling));
    if (bad !== -1) throw malformed(at(`siblings[${level}][${bad}]`), 'a field element');
  }
  if (!isFieldElement(salt)) throw malformed(at('salt'), 'a field element');
  if (!isFieldElement(root)) throw malformed(at('root'), 'a field element');
}

function malformed(field: string, expected: string): TallystickError {
  return uptimeError('uptime/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, expected },
  });
}

const FIELDS = ['watcher', 'provider', 'epoch', 'bitmap', 'salt', 'index', 'siblings', 'root'];
const code = 'uptime/malformed';

/**
 * Reads an opening from parsed JSON, strictly: every field in its form and range, and no other field. Bitmap and salt are secret,
 * so an error never shows a value of theirs. Whether the leaf lies under the root is for `verifyOpening`.
 *
 * @param path where the opening stands, for errors: `openings[2]`
 * @throws uptime/malformed naming the field and what was expected
 *
 * @example
 * import { parseWatchOpening } from '@tallystick/prover/statements';
 *
 * const { bitmap, root } = parseWatchOpening(JSON.parse(body)); // throws uptime/malformed on anything but an opening
 */
export function parseWatchOpening(json: unknown, path = ''): WatchOpening {
  const at = (name: string): string => [path, name].filter((part) => part !== '').join('.') || 'opening';
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformedJson(at(''), json, 'an object');
  }
  const body = json as Record<string, unknown>;
  for (const name of Object.keys(body)) {
    if (!FIELDS.includes(name)) throw malformedJson(at(name), body[name], 'no such field');
  }
  const address = (name: string): Address => {
    assertAddress(body[name], at(name));
    return getAddress(body[name] as string);
  };
  const integer = (name: string, max: number): number => {
    validateInteger(body[name], { field: at(name), max, toError: uptimeError.of(code) });
    return body[name] as number;
  };
  const { siblings } = body;
  if (!Array.isArray(siblings) || siblings.length !== WATCH_DEPTH) {
    throw malformedJson(at('siblings'), siblings, `an array of ${WATCH_DEPTH} arrays of 3 field elements`);
  }
  return {
    watcher: address('watcher'),
    provider: address('provider'),
    epoch: integer('epoch', MAX_EPOCH),
    bitmap: hexToBitmap(body.bitmap, at('bitmap')),
    salt: field(body.salt, at('salt')),
    index: integer('index', 4 ** WATCH_DEPTH - 1),
    siblings: siblings.map((level: unknown, i) => {
      const place = at(`siblings[${i}]`);
      if (!Array.isArray(level) || level.length !== 3)
        throw malformedJson(place, level, 'an array of 3 field elements');
      return [field(level[0], `${place}[0]`), field(level[1], `${place}[1]`), field(level[2], `${place}[2]`)] as const;
    }),
    root: field(body.root, at('root')),
  };
}

function field(value: unknown, name: string): bigint {
  if (typeof value === 'string' && /^0x[0-9a-f]{64}$/i.test(value) && BigInt(value) < FIELD_MODULUS)
    return BigInt(value);
  throw malformedJson(name, value, '0x and 64 hexadecimal digits, below the field modulus');
}

/** Says of which kind the value is, never what it is: it may be a secret. */
function malformedJson(field: string, value: unknown, expected: string): TallystickError {
  const kind = value === null ? 'null' : Array.isArray(value) ? `array of ${value.length}` : typeof value;
  const given = typeof value === 'string' ? `text of ${value.length} characters` : kind;
  return uptimeError(code, { message: `${field}: expected ${expected}`, facts: { field, given, expected } });
}

/**
 * An opening as JSON: addresses as they are, the bitmap as `0x` and 24 digits, field elements as `0x` and 64.
 *
 * @example
 * import { serializeWatchOpening } from '@tallystick/prover/statements';
 *
 * const text = JSON.stringify(serializeWatchOpening(opening)); // secret: the bitmap is in it
 */
export function serializeWatchOpening(opening: WatchOpening): SerializedWatchOpening {
  const { watcher, provider, epoch, bitmap, salt, index, siblings, root } = opening;
  return {
    watcher,
    provider,
    epoch,
    bitmap: bitmapToHex(bitmap),
    salt: fieldToHex(salt),
    index,
    siblings: siblings.map(([a, b, c]) => [fieldToHex(a), fieldToHex(b), fieldToHex(c)]),
    root: fieldToHex(root),
  };
}
