import { type TSchema, Type } from '@sinclair/typebox';
import { refusal } from '../../operations/schemas.js';
import * as schemas from '../schemas.js';

export type RouteDescription = {
  /** Name of the operation in the document, and of its types in the client. */
  id: string;
  body?: TSchema;
  params?: TSchema;
  querystring?: TSchema;
  /** The answer, with the status 200 unless another is given. */
  ok?: TSchema;
  status?: number;
  /** Media type of an answer that isn't JSON; instead of `ok`. */
  textType?: string;
  tag?: string;
  /** Whether it takes an account's access token. */
  isPrivate?: boolean;
  headers?: TSchema;
};

/** The schema of a route, as the OpenAPI document shows it. */
export function describeRoute(summary: string, description: RouteDescription) {
  const {
    id,
    body,
    params,
    querystring,
    headers,
    ok,
    status = 200,
    textType,
    tag = 'v1',
    isPrivate = false,
  } = description;
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(body === undefined ? {} : { body }),
    ...(params === undefined ? {} : { params }),
    ...(querystring === undefined ? {} : { querystring }),
    ...(headers === undefined ? {} : { headers }),
    security: isPrivate ? [{ viewKey: [] }] : [],
    response: {
      ...(ok === undefined ? {} : { [status]: ok }),
      ...(textType === undefined
        ? {}
        : { 200: { description: 'Text', content: { [textType]: { schema: Type.String() } } } }),
      // What tells how the service does is never turned away.
      ...(tag === 'operation' ? {} : { 429: schemas.laterRefusal('More requests than one address may send') }),
      503: schemas.laterRefusal('Starting, stopping or full'),
      '4xx': refusal.ref,
      '5xx': refusal.ref,
    },
  };
}
