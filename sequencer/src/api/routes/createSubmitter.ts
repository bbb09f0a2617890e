import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountQuery } from '../../intake/authorizeAccount.js';
import type { Submission } from '../../intake/IntakeContext.js';
import type { ApiContext } from '../ApiContext.js';
import { createIdempotency } from '../idempotency/createIdempotency.js';
import { idempotencyKeyOf } from '../idempotency/idempotencyKeyOf.js';
import { bodyHashOf } from '../idempotency/readBodies.js';
import { toApiError } from '../toApiError.js';

export type SubmitParameters<T> = {
  /** Name of the operation. */
  kind: string;
  /** Of the answer. */
  status: number;
  /** Throws where only some may send this for an account, and this one may not; `take` checks it by itself. */
  authorize?: ((query: AccountQuery) => Promise<void>) | undefined;
  /** Takes the body in. */
  take(body: unknown, submission: Submission<T>): Promise<T>;
  present(taken: T): unknown;
};

/** Handles the routes that take something in: counts what was taken and refused, and honours `Idempotency-Key`. */
export function createSubmitter({ intake, countIntake }: ApiContext) {
  const idempotency = createIdempotency(intake.store);

  async function answer<T>(request: FastifyRequest, reply: FastifyReply, parameters: SubmitParameters<T>) {
    const { kind, status, authorize, take, present } = parameters;
    const { body } = request;
    const { authorization } = request.headers;
    const key = idempotencyKeyOf(request);
    const serial: unknown = (body as { serial?: unknown } | null | undefined)?.serial;
    // A body without an account is refused below; it has no scope of its own.
    if (key === undefined || typeof serial !== 'number')
      return reply.code(status).send(present(await take(body, { authorization })));
    const kept = await idempotency.answer({
      scope: `${kind}:${serial}`,
      key,
      bodyHash: bodyHashOf(request),
      status,
      authorize: authorize && (() => authorize({ serial, authorization })),
      work: async (keep) =>
        present(await take(body, { authorization, within: (tables, taken) => keep(tables, present(taken)) })),
    });
    if (kept.isReplayed) reply.header('idempotency-replayed', 'true');
    return reply.code(kept.status).send(kept.answer);
  }

  return function submitter<T>(parameters: SubmitParameters<T>) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        const sent = await answer(request, reply, parameters);
        countIntake?.(parameters.kind);
        return sent;
      } catch (error) {
        countIntake?.(parameters.kind, toApiError(error).code);
        throw error;
      }
    };
  };
}
