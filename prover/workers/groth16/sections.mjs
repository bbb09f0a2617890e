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
