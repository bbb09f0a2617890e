/** 32 bytes of hex, bare or prefixed: what private keys and view keys look like. */
const SECRET_SHAPED = /(0x)?(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])/g;

/**
 * Hides everything in a text that looks like a 32-byte key.
 *
 * For texts that echo what a user typed: a key pasted into the wrong place must not end up on a screen or in the log of
 * a build. Results and facts, which legitimately hold hashes, don't pass through here.
 */
export function redact(text: string): string {
  return text.replace(SECRET_SHAPED, '[hidden: looks like a key]');
}
