import { artifactsError } from './artifactsErrors.js';

/** Awaits a call of the native prover. @throws artifacts/prover-failed naming the call */
export async function callProver<Result>(call: string, result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (cause) {
    throw artifactsError('artifacts/prover-failed', { facts: { call }, cause });
  }
}
