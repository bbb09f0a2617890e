/**
 * As much of WebAssembly's binary format as straight-line arithmetic needs. Code is an array of bytes; what puts values on the stack is
 * written before what takes them.
 *
 * @see https://webassembly.github.io/spec/core/binary/
 */
export type Code = readonly number[];

/** An address in memory: that of the local, if there is one, and an offset in bytes. */
export type Place = { local?: number; offset: number };

export type WasmFunction = {
  name: string;
  /** How many 32-bit integers it takes: locals 0 and on. */
  parameters: number;
  /** Whether it leaves a 32-bit integer on the stack. */
  returns?: boolean;
  /** How many 64-bit integers it has as further locals. */
  locals: number;
  code: Code;
};

const I32 = 0x7f;
const I64 = 0x7e;

/** Instructions without an immediate. */
export const op = {
  else: 0x05,
  end: 0x0b,
  return: 0x0f,
  i32eqz: 0x45,
  i32sub: 0x6b,
  i32add: 0x6a,
  i32mul: 0x6c,
  i32or: 0x72,
  i64eqz: 0x50,
  add: 0x7c,
  subtract: 0x7d,
  multiply: 0x7e,
  and: 0x83,
  or: 0x84,
  xor: 0x85,
  shiftLeft: 0x86,
  shiftRightSigned: 0x87,
  shiftRight: 0x88,
} as const;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(BigInt(value))];
export const i64 = (value: bigint): Code => [0x42, ...signed(value)];
export const call = (index: number, ...args: Code[]): Code => [...args.flat(), 0x10, ...unsigned(index)];
/** Starts a block that runs if the condition before it isn't 0. */
export const ifNotZero: Code = [0x04, 0x40];
/** Starts a loop; `repeatIf` goes back to it. */
export const loop: Code = [0x03, 0x40];
export const repeatIf: Code = [0x0d, 0];

/** A byte of memory as a 32-bit integer. */
export const loadByte = (place: Place): Code => [...base(place), 0x2d, 0, ...unsigned(place.offset)];
/** Four bytes of memory as a 64-bit integer, never negative. */
export const load32 = (place: Place): Code => [...base(place), 0x35, 2, ...unsigned(place.offset)];
export const load64 = (place: Place): Code => [...base(place), 0x29, 3, ...unsigned(place.offset)];
export const store32 = (place: Place, value: Code): Code => [
  ...base(place),
  ...value,
  0x3e,
  2,
  ...unsigned(place.offset),
];
export const store64 = (place: Place, value: Code): Code => [
  ...base(place),
  ...value,
  0x37,
  3,
  ...unsigned(place.offset),
];

export const addressOf = ({ local, offset }: Place): Code =>
  local === undefined ? i32(offset) : [...get(local), ...i32(offset), op.i32add];

/** The module: its functions and its memory, `memory`, are exported. */
export function assemble(functions: readonly WasmFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, returns }) => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    ...vector(returns ? [[I32]] : []),
  ]);
  const bodies = functions.map(({ locals, code }) => {
    const body = [...vector(locals > 0 ? [[...unsigned(locals), I64]] : []), ...code, op.end];
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0, ...unsigned(pages)]])),
    ...section(
      7,
      vector([
        [...text('memory'), 2, 0],
        ...functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]),
      ]),
    ),
    ...section(10, vector(bodies)),
  ]);
}

const base = ({ local }: Place): Code => (local === undefined ? i32(0) : get(local));
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (name: string): Code => vector([...new TextEncoder().encode(name)].map((byte) => [byte]));

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function signed(value: bigint): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    // Bit 6 of the last byte is the sign.
    if (rest >= -64n && rest < 64n) return [...bytes, Number(rest & 0x7fn)];
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
