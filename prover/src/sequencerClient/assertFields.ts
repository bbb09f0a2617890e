import { sequencerClientError } from './sequencerClientErrors.js';

/** What a field has to be, in words, and whether a value is. */
export type FieldCheck = { readonly expected: string; readonly test: (value: unknown) => boolean };

const MAX_SHOWN = 80;

/**
 * Refuses an answer that lacks a field or has another value in it than agreed. Fields without a check are left alone, since a later
 * sequencer may add some.
 *
 * @param path where the object is, for the error: `batch`
 * @throws sequencer-client/unexpected-answer naming the field, the value and what was expected
 */
export function assertFields(object: object, checks: Readonly<Record<string, FieldCheck>>, path: string): void {
  for (const [name, { expected, test }] of Object.entries(checks)) {
    const value: unknown = Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
    if (test(value)) continue;
    const field = `${path}.${name}`;
    const given = (JSON.stringify(value) ?? 'nothing').slice(0, MAX_SHOWN);
    throw sequencerClientError('sequencer-client/unexpected-answer', {
      message: `${field}: expected ${expected}, got ${given}`,
      facts: { field, given, expected },
    });
  }
}
