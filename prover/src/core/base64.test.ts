import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.js';

const decodedByNode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

test('default', () => {
  expect(encodeBase64('{"a":"é"}')).toBe('eyJhIjoiw6kifQ==');
  expect(decodeBase64('eyJhIjoiw6kifQ==')).toBe('{"a":"é"}');
});

test('behavior: a byte order mark stays, as it does in Node', () => {
  expect(decodeBase64('77u/e30=')).toBe('\ufeff{}');
  expect(decodedByNode('77u/e30=')).toBe('\ufeff{}');
});

test('behavior: any text goes through, as it does in Node', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      expect(encodeBase64(text)).toBe(Buffer.from(text).toString('base64'));
      expect(decodeBase64(encodeBase64(text))).toBe(text);
    }),
  );
});

test('behavior: whatever bytes were encoded are read as in Node, well-formed or not, padded or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('base64', 'base64url'), (bytes, encoding) => {
      const text = Buffer.from(bytes).toString(encoding as BufferEncoding);
      expect(decodeBase64(text)).toBe(decodedByNode(text));
      expect(decodeBase64(text.replaceAll('=', ''))).toBe(decodedByNode(text));
    }),
  );
});

test('behavior: a header that is no base64 is read as in Node', () => {
  const digits = fc.constantFrom(...'AQgwZz019+/-_=', ' ', '\n', '!', 'é', '\u00a0');
  fc.assert(
    fc.property(fc.array(digits, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      expect(decodeBase64(text)).toBe(decodedByNode(text));
    }),
  );
});
