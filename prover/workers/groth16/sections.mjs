// @ts-check
/** snarkjs' binary format: a magic word, version, number of sections, then each section's number, size and content. */

/**
 * @param {string} magic four characters: `ptau`, `zkey`, …
 * @param {[id: number, content: Uint8Array][]} sections in the order of the file
 */
export function packSections(magic, sections) {
  const head = Buffer.alloc(12);
  head.write(magic, 'latin1');
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(sections.length, 8);
  const parts = [head];
  for (const [id, content] of sections) {
    const about = Buffer.alloc(12);
    about.writeUInt32LE(id, 0);
    about.writeBigUInt64LE(BigInt(content.length), 4);
    parts.push(about, Buffer.from(content.buffer, content.byteOffset, content.length));
  }
  return Buffer.concat(parts);
}

/**
 * @param {Buffer} bytes of a whole file @param {string} magic
 * @returns {Map<number, Buffer>} content by number; views, not copies
 * @throws Error where the file is of another kind or ends too early
 */
export function readSections(bytes, magic) {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== magic) throw new Error(`Not a ${magic} file`);
  const sections = new Map();
  let at = 12;
  for (let left = bytes.readUInt32LE(8); left > 0; left--) {
    if (at + 12 > bytes.length) throw new Error(`The ${magic} file ends in the middle of a section`);
    const start = at + 12;
    const end = start + Number(bytes.readBigUInt64LE(at + 4));
    if (end > bytes.length) throw new Error(`The ${magic} file ends in the middle of a section`);
    sections.set(bytes.readUInt32LE(at), bytes.subarray(start, end));
    at = end;
  }
  return sections;
}

/**
 * One section that has to be there.
 *
 * @param {Map<number, Buffer>} sections @param {number} id
 */
export function section(sections, id) {
  const content = sections.get(id);
  if (content === undefined) throw new Error(`The file has no section ${id}`);
  return content;
}
