/** Text as base64 of its UTF-8 bytes. */
export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * Text from base64 of its UTF-8 bytes, read as leniently as Node's Buffer does: in text of Latin-1, as headers are, characters that are
 * no digits are passed over; the alphabet for URLs does too; padding may lack and ends the digits; bytes that are not UTF-8 become
 * U+FFFD. Never throws.
 */
export function decodeBase64(text: string): string {
  const [padded = ''] = text.split('=', 1);
  const digits = padded
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  // A digit that begins a group alone makes no byte.
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  const bytes = Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
