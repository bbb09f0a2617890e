import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from './artifactsErrors.js';
import { resolveCacheDir } from './cached.js';
import { POINT_BYTES } from './constants.js';
import { fetchRealString } from './fetchRealString.js';
import { makeDevelopmentPowers } from './makeDevelopmentPowers.js';
import type { ReferenceString } from './referenceString.js';
import { referenceStringStore } from './referenceStringStore.js';
import { takeFromCrsPath } from './takeFromCrsPath.js';

/** Which string to use; `auto` is the real one where it can be had at once, else the development string. */
export type ReferenceStringChoice = 'auto' | 'real' | 'development';

export type FindReferenceStringParameters = {
  /** Least number of points; a circuit needs one for each gate, padded to a power of two. */
  points: number;
  choice?: ReferenceStringChoice | undefined;
  cacheDir?: string | undefined;
  onProgress?: OnProgress | undefined;
  /** Folder that may hold the real string; the environment's `CRS_PATH` by default. */
  crsPath?: string | undefined;
  /** Where the real string is downloaded from; the official source by default. */
  url?: string | undefined;
};

const NOTICE =
  'INSECURE development reference string in use: anyone can forge proofs under it. It is refused outside of development chains.';

/**
 * Finds or makes a reference string. In this order: the real one in the cache, the real one at `crsPath`, a development
 * one in the cache, the real one from the network if it answers within seconds, a new development one. `real` and
 * `development` leave out the other kind. A development string is announced by one notice to each listener.
 *
 * @throws artifacts/reference-string-unavailable when the real one is asked for and cannot be had
 * @throws artifacts/reference-string-invalid, artifacts/cache-unusable
 */
export async function findReferenceString(parameters: FindReferenceStringParameters): Promise<ReferenceString> {
  // One after the other, so that the second finds what the first made.
  const search = last.then(() => find(parameters));
  last = search.then(ignore, ignore);
  const found = await search;
  const { onProgress } = parameters;
  if (found.kind === 'development' && onProgress !== undefined && !told.has(onProgress)) {
    told.add(onProgress);
    onProgress({ step: 'reference-string', status: 'notice', detail: NOTICE });
  }
  return found;
}

let last: Promise<void> = Promise.resolve();
const told = new WeakSet<OnProgress>();

function ignore(): void {}

async function find(parameters: FindReferenceStringParameters): Promise<ReferenceString> {
  const { points, choice = 'auto', onProgress, crsPath = process.env.CRS_PATH, url } = parameters;
  const cacheDir = await resolveCacheDir(parameters.cacheDir);
  const step = 'reference-string';
  if (choice !== 'development') {
    const kept = await referenceStringStore.find(cacheDir, 'real', points);
    if (kept !== undefined) return kept;
    const taken = crsPath && (await takeFromCrsPath({ cacheDir, points, crsPath }));
    if (taken) return taken;
  }
  if (choice !== 'real') {
    const kept = await referenceStringStore.find(cacheDir, 'development', points);
    if (kept !== undefined) return kept;
  }
  if (choice !== 'development') {
    const fetched = await reportStep(
      { step, detail: `asking the network for ${points} points`, onProgress },
      (progress) => fetchRealString({ cacheDir, points, progress, ...(url === undefined ? {} : { url }) }),
    );
    if (fetched !== undefined) return fetched;
  }
  if (choice === 'real') {
    throw artifactsError('artifacts/reference-string-unavailable', {
      facts: { points, crsPath: crsPath ?? null },
    });
  }
  return reportStep({ step, detail: `making ${points} development points`, onProgress }, async (progress) => {
    const known = await referenceStringStore.read(cacheDir, 'development');
    const made = await makeDevelopmentPowers({ from: known.length / POINT_BYTES, to: points, progress });
    return referenceStringStore.store(cacheDir, 'development', Buffer.concat([known, made]));
  });
}
