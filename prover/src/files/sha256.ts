import { createHash } from 'node:crypto';

/** The sha256 of text or bytes, in hex without prefix. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
