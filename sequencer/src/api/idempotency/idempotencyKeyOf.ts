import { apiError } from '@tallystick/prover/sequencer-client';
import type { FastifyRequest } from 'fastify';

/** With or without the quotes that the draft asks for. */
const FORM = /^(?:"([A-Za-z0-9._~:+/=-]{1,128})"|([A-Za-z0-9._~:+/=-]{1,128}))$/;

/**
 * The request's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), if it has one.
 *
 * @throws sequencer/malformed
 */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const [, quoted, plain] = FORM.exec(`${given}`) ?? [];
  const key = quoted ?? plain;
  if (key !== undefined) return key;
  const expected = '1 to 128 letters, digits and ._~:+/=-, once';
  throw apiError('sequencer/malformed', {
    message: `idempotency-key: expected ${expected}`,
    facts: { field: 'idempotency-key', given: `${given}`.slice(0, 100), expected },
  });
}
