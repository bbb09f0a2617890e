import { accessToken, type Terms } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { Store } from '../store/createStore.js';
import { isBearer } from './isBearer.js';

/** Who asks for an account. */
export type AccountQuery = {
  serial: number;
  /** The request's header, `Bearer <token>`. */
  authorization: string | undefined;
};

/**
 * Finds an account for whoever shows its access token, and for nobody else.
 *
 * @throws sequencer/unknown-account, sequencer/unauthorized
 */
export async function authorizeAccount(
  { opens }: Pick<Store, 'opens'>,
  { serial, authorization }: AccountQuery,
): Promise<{ open: OpenRecord; terms: Terms }> {
  const open = await opens.get(serial);
  if (!open?.disclosed) {
    throw apiError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  const terms = open.disclosed;
  if (!isBearer(authorization, accessToken({ viewKey: terms.viewKey, serial }))) {
    throw apiError('sequencer/unauthorized', { facts: { field: 'authorization', serial } });
  }
  return { open, terms };
}
