/** BN254's scalar field. */
const MODULUS = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
const WORD_BYTES = 32;
const MATRICES = [0, 1, 2];

/**
 * Reads circom's constraints (https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md).
 *
 * @param {Uint8Array} bytes
 * @returns {import('./r1cs.mjs').R1cs}
 */
export function readR1cs(bytes) {
  const sections = readSections(bytes, 'r1cs');
  const header = section(sections, 1);
  if (header.readUInt32LE(0) !== WORD_BYTES || readWord(header, 4) !== MODULUS) {
    throw new Error("The constraints are over another field than BN254's");
  }
  const [signals, outputs, inputs] = [36, 40, 44].map((at) => header.readUInt32LE(at));
  const constraints = header.readUInt32LE(60);
  const body = section(sections, 2);
  return {
    signals,
    publicSignals: outputs + inputs,
    constraints,
    each(visit) {
      let at = 0;
      for (let constraint = 0; constraint < constraints; constraint++) {
        for (const matrix of MATRICES) {
          const count = body.readUInt32LE(at);
          at += 4;
          for (let i = 0; i < count; i++) {
            visit(constraint, matrix, body.readUInt32LE(at), readWord(body, at + 4));
            at += 4 + WORD_BYTES;
          }
        }
      }
    },
  };
}

/**
 * The sections of a file in snarkjs' binary format: a magic word, version, number of sections, then each section's number, size and content.
 *
 * @param {Uint8Array} file
 * @param {string} magic four characters: `r1cs`, `zkey`, …
 * @returns {Map<number, Buffer>} views, not copies
 */
export function readSections(file, magic) {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== magic) throw new Error(`Not a ${magic} file`);
  const sections = new Map();
  let at = 12;
  for (let left = bytes.readUInt32LE(8); left > 0; left--) {
    const start = at + 12;
    const end = start > bytes.length ? start : start + Number(bytes.readBigUInt64LE(at + 4));
    if (end > bytes.length) throw new Error(`The ${magic} file ends in the middle of a section`);
    sections.set(bytes.readUInt32LE(at), bytes.subarray(start, end));
    at = end;
  }
  return sections;
}

/**
 * One section that has to be there.
 *
 * @param {Map<number, Buffer>} sections
 * @param {number} id
 */
export function section(sections, id) {
  const content = sections.get(id);
  if (content === undefined) throw new Error(`The file has no section ${id}`);
  return content;
}

/** The little-endian word at a place. */
function readWord(bytes, at) {
  return (
    bytes.readBigUInt64LE(at) |
    (bytes.readBigUInt64LE(at + 8) << 64n) |
    (bytes.readBigUInt64LE(at + 16) << 128n) |
    (bytes.readBigUInt64LE(at + 24) << 192n)
  );
}
