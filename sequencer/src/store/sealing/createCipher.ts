import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { sequencerError } from '../../errors.js';

/** Encrypts what lies in the database and holds secrets: view keys, accounts, inputs of circuits. */
export type Cipher = {
  /** Names the key that encrypts: the first four bytes of its SHA-256, in hex. Not secret. */
  keyId: string;
  /**
   * Encrypts with AES-256-GCM under a fresh nonce.
   *
   * @param context What the value is and whose (`accounts:7`); a value opened under another context is refused, so rows can't be swapped.
   */
  seal(context: string, plain: Uint8Array): Buffer;
  /**
   * Undoes `seal`, with the key that sealed it.
   *
   * @throws sequencer/wrong-store-key when no key fits; sequencer/store-corrupt when the value was changed
   */
  open(context: string, sealed: Uint8Array): Buffer;
  /** Whether the value was sealed with the key that encrypts now. */
  isCurrent(sealed: Uint8Array): boolean;
};

const VERSION = 1;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + ID_BYTES + NONCE_BYTES;

/**
 * Makes a cipher of one or more keys of 32 bytes. The first encrypts; the others only open what was sealed with them, which is how a key
 * is replaced. A sealed value is `version(1) | key id(4) | nonce(12) | ciphertext | tag(16)`.
 *
 * Nonces are random (NIST SP 800-38D, 8.2.2): replace a key before 2^32 values were sealed with it.
 *
 * @throws sequencer/bad-config when a key hasn't 32 bytes or there is none
 */
export function createCipher(keys: readonly Uint8Array[]): Cipher {
  const byId = new Map(keys.map((key) => [idOf(key).toString('hex'), key]));
  const [current] = keys;
  if (current === undefined || keys.some((key) => key.length !== 32)) {
    throw sequencerError('sequencer/bad-config', {
      message: 'storeKey: expected one or more keys of 32 bytes',
      facts: { field: 'storeKey', given: '(secret)', expected: 'keys of 32 bytes' },
    });
  }
  const currentId = idOf(current);
  return {
    keyId: currentId.toString('hex'),
    seal(context, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current, nonce);
      cipher.setAAD(Buffer.from(context));
      const text = cipher.update(plain);
      const rest = cipher.final();
      return Buffer.concat([Buffer.of(VERSION), currentId, nonce, text, rest, cipher.getAuthTag()]);
    },
    open(context, sealed) {
      if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw corrupt(context);
      const keyId = Buffer.from(sealed.subarray(1, 1 + ID_BYTES)).toString('hex');
      const key = byId.get(keyId);
      if (key === undefined) {
        const facts = { field: 'storeKey', given: [...byId.keys()].join(', '), expected: keyId };
        throw apiError('sequencer/wrong-store-key', { facts });
      }
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1 + ID_BYTES, HEADER_BYTES));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const text = decipher.update(sealed.subarray(HEADER_BYTES, sealed.length - TAG_BYTES));
      try {
        return Buffer.concat([text, decipher.final()]);
      } catch {
        throw corrupt(context);
      }
    },
    isCurrent: (sealed) => currentId.equals(sealed.subarray(1, 1 + ID_BYTES)),
  };
}

function idOf(key: Uint8Array): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, ID_BYTES);
}

function corrupt(context: string): TallystickError {
  return apiError('sequencer/store-corrupt', { facts: { given: context } });
}
