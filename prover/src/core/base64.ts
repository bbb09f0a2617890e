const DECODER = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** Text as base64 of its UTF-8 bytes. */
export function encodeBase64(text: string): string {
  let characters = '';
  for (const byte of new TextEncoder().encode(text)) characters += String.fromCharCode(byte);
  return btoa(characters);
}

/**
 * Text from base64 of its UTF-8 bytes, read as leniently as Node's Buffer does: in text of Latin-1, as headers are, characters that are
 * no digits are passed over; the alphabet for URLs does too; padding may lack and ends the digits; bytes that are not UTF-8 become
 * U+FFFD. Never throws.
 */
export function decodeBase64(text: string): string {
  const characters = atob(toDigits(text));
  // A loop, since each request has a header: `Uint8Array.from` with a function takes ten times as long.
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
  return DECODER.decode(bytes);
}

/** The digits of the usual alphabet, as `atob` takes them. */
function toDigits(text: string): string {
  const [padded = ''] = text.split('=', 1);
  const digits = padded
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  // A digit that begins a group alone makes no byte.
  return digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
}
