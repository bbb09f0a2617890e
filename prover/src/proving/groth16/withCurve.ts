import type { Curve } from './curve.js';

/** snarkjs takes its curve from here, else puts one here that has a worker thread a core. */
const shared = globalThis as { curve_bn128?: Curve | null };

/** How long the threads stay for the next user. Making them takes a fifth of a second. */
const LINGER_MS = 250;

let users = 0;
/** Whether the threads are ours to end. */
let owned = false;
let curve: Promise<Curve> | undefined;
let ending: Promise<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Runs something that uses snarkjs with the one curve of this process. Left alone, snarkjs makes one for each of two calls that
 * start together, and its threads keep the process open for ever; here they end soon after the last user. A curve that somebody
 * else made before is used and left to them.
 *
 * In a browser the curve has no threads: they come from a blob's address, which a content security policy of `worker-src 'self'`
 * refuses without an error, and a proof is verified as fast without. Nothing is proved there.
 */
export async function withCurve<Result>(run: (curve: Curve) => Promise<Result>): Promise<Result> {
  users += 1;
  clearTimeout(timer);
  try {
    await ending;
    curve ??= acquire().catch((error: unknown) => {
      curve = undefined;
      throw error;
    });
    return await run(await curve);
  } finally {
    users -= 1;
    if (users === 0) timer = setTimeout(release, LINGER_MS);
  }
}

async function acquire(): Promise<Curve> {
  // snarkjs first: copies of ffjavascript that it brings along reset the shared curve when they are loaded.
  await import('snarkjs');
  const { buildBn128 } = await import('ffjavascript');
  owned = (shared.curve_bn128 ?? null) === null;
  if (!owned || isNode()) return buildBn128();
  const single = await buildBn128(true);
  shared.curve_bn128 = single;
  return single;
}

/** Not in a browser, even where a bundler brings something along that is called `process`. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

function release(): void {
  if (curve === undefined) return;
  const done = curve;
  curve = undefined;
  if (!owned) return;
  ending = end(done).finally(() => {
    ending = undefined;
  });
}

async function end(made: Promise<Curve>): Promise<void> {
  const ours = await made;
  // Loading another copy of ffjavascript meanwhile (circomlibjs has one) resets the place, and snarkjs then makes another curve.
  const other = shared.curve_bn128 ?? ours;
  await Promise.all([endThreads(ours), other === ours ? undefined : endThreads(other)]);
}

/** One without threads, made here or on a platform without workers, doesn't take itself out of its place. */
async function endThreads(made: Curve): Promise<void> {
  if (made.tm.workers !== undefined) await made.terminate();
  else if (shared.curve_bn128 === made) shared.curve_bn128 = null;
}
