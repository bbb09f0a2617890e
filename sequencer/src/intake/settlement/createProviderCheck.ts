import { accessToken, type Terms } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { OpenRecord } from '../../store/createOpenStore.js';
import { isBearer } from '../isBearer.js';

/** Who hands in for which allowance. */
export type HandedIn = {
  /** The allowance. */
  serial: number;
  /** The account that it pays. */
  providerSerial: number;
  /** The request's header, `Bearer <token>`. */
  authorization: string | undefined;
};

/**
 * Makes a check that it is the allowance's provider who hands in, which derives a provider's token once. Says nothing of the token's account:
 * only the parties may know.
 *
 * @returns what gives the provider's terms, and throws sequencer/unauthorized, or sequencer/unknown-provider for one that isn't registered
 */
export function createProviderCheck() {
  const tokens = new Map<number, string>();
  return ({ serial, providerSerial, authorization }: HandedIn, provider: OpenRecord | undefined): Terms => {
    if (!provider?.disclosed) {
      throw apiError('sequencer/unknown-provider', {
        facts: { field: 'providerSerial', given: providerSerial },
      });
    }
    const terms = provider.disclosed;
    const token = tokens.get(providerSerial) ?? accessToken({ viewKey: terms.viewKey, serial: providerSerial });
    tokens.set(providerSerial, token);
    if (isBearer(authorization, token)) return terms;
    const expected = "the access token of the allowance's provider";
    throw apiError('sequencer/unauthorized', { facts: { field: 'authorization', serial, expected } });
  };
}
