import { type Address, getAddress } from 'viem';
import { validateInteger } from '../account/validateInteger.js';
import { TallystickError } from '../errors/TallystickError.js';
import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import { assertAddress } from './assertAddress.js';
import { hexToBitmap } from './hexToBitmap.js';
import { MAX_EPOCH } from './MAX_EPOCH.js';
import { WATCH_DEPTH } from './WATCH_DEPTH.js';
import type { WatchOpening } from './WatchOpening.js';

const FIELDS = ['watcher', 'provider', 'epoch', 'bitmap', 'salt', 'index', 'siblings', 'root'];
const code = 'uptime/malformed';

/**
 * Reads an opening from parsed JSON, strictly: every field in its form and range, and no other field. Bitmap and salt are secret,
 * so an error never shows a value of theirs. Whether the leaf lies under the root is for `verifyOpening`.
 *
 * @param path where the opening stands, for errors: `openings[2]`
 * @throws uptime/malformed naming the field and what was expected
 */
export function parseWatchOpening(json: unknown, path = ''): WatchOpening {
  const at = (name: string): string => [path, name].filter((part) => part !== '').join('.') || 'opening';
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed(at(''), json, 'an object');
  }
  const body = json as Record<string, unknown>;
  for (const name of Object.keys(body)) {
    if (!FIELDS.includes(name)) throw malformed(at(name), body[name], 'no such field');
  }
  const address = (name: string): Address => {
    assertAddress(body[name], at(name));
    return getAddress(body[name] as string);
  };
  const integer = (name: string, max: number): number => {
    validateInteger(body[name], { field: at(name), max, code });
    return body[name] as number;
  };
  const { siblings } = body;
  if (!Array.isArray(siblings) || siblings.length !== WATCH_DEPTH) {
    throw malformed(at('siblings'), siblings, `an array of ${WATCH_DEPTH} arrays of 3 field elements`);
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
      if (!Array.isArray(level) || level.length !== 3) throw malformed(place, level, 'an array of 3 field elements');
      return [field(level[0], `${place}[0]`), field(level[1], `${place}[1]`), field(level[2], `${place}[2]`)] as const;
    }),
    root: field(body.root, at('root')),
  };
}

function field(value: unknown, name: string): bigint {
  if (typeof value === 'string' && /^0x[0-9a-f]{64}$/i.test(value) && BigInt(value) < FIELD_MODULUS)
    return BigInt(value);
  throw malformed(name, value, '0x and 64 hexadecimal digits, below the field modulus');
}

/** Says of which kind the value is, never what it is: it may be a secret. */
function malformed(field: string, value: unknown, expected: string): TallystickError {
  const kind = value === null ? 'null' : Array.isArray(value) ? `array of ${value.length}` : typeof value;
  const given = typeof value === 'string' ? `text of ${value.length} characters` : kind;
  return new TallystickError(code, { message: `${field}: expected ${expected}`, facts: { field, given, expected } });
}
