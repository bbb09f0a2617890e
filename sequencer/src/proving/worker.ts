/**
 * The proving process. Proving takes all cores and much memory for seconds: in a process of its own it can neither hold up the
 * service nor take it down.
 */

import type { ExecutedBatch } from '@tallystick/prover/batch';
import { TallystickError } from '@tallystick/prover/core';
import { END_SIGNALS } from '@tallystick/prover/files';
import { type BatchArtifacts, type BatchProver, createProver, loadArtifacts } from '@tallystick/prover/proving';
import { apiError } from '@tallystick/prover/sequencer-client';
import { sequencerError } from '../errors.js';
import type {
  FromWorker,
  ProvableShape,
  ProveJob,
  ProveResult,
  ToWorker,
  VerifyJob,
  WireError,
  WorkerSettings,
} from './protocol.js';

const artifacts = new Map<string, Promise<BatchArtifacts>>();
let settings: WorkerSettings | undefined;
let prover: BatchProver | undefined;
/** The solving of the job before: it blocks this thread, so one begins when the other is over, in the order of the jobs. */
let solving: Promise<unknown> = Promise.resolve();

const answer = (message: FromWorker): void => {
  // The service may be gone: then nobody wants the answer, and 'disconnect' ends this process.
  process.send?.(message, undefined, undefined, () => {});
};
const onProgress: Parameters<BatchProver['proveBatch']>[2] = (event) => answer({ type: 'progress', event });

async function load(given: WorkerSettings): Promise<ProvableShape[]> {
  settings = given;
  prover ??= await createProver({ threads: given.threads });
  const loaded: ProvableShape[] = [];
  for (const name of given.shapes) {
    const { shape, gates, referenceString, hash: circuit } = await artifactsOf(name);
    loaded.push({ shape, gates, referenceString: referenceString.kind, circuit });
  }
  return loaded;
}

function artifactsOf(name: string): Promise<BatchArtifacts> {
  const { shapes: _, threads: __, ...options } = settings ?? notLoaded();
  let found = artifacts.get(name);
  if (found === undefined) {
    found = loadArtifacts({ ...options, shape: name, onProgress });
    artifacts.set(name, found);
    // What couldn't be loaded is tried again by the next job.
    found.catch(() => artifacts.delete(name));
  }
  return found;
}

/** Solves while the job before is still being proved; proves; and looks at what came out, since whoever asked has to trust nobody. */
async function prove(id: number, { shape, inputs, publicInputs, circuit }: ProveJob): Promise<ProveResult> {
  const known = await artifactsOf(shape.name);
  if (circuit !== undefined && circuit !== known.hash) {
    const facts = { field: 'circuit', shape: shape.name, given: known.hash, expected: circuit };
    throw sequencerError('sequencer/other-circuit', { facts });
  }
  const native = prover ?? notLoaded();
  const batch = { shape, inputs: inputs as ExecutedBatch['inputs'], publicInputs };
  const solved = solving.then(() => native.solveBatch(known, batch, onProgress));
  solving = solved.catch(() => undefined);
  const witness = await solved;
  answer({ type: 'solved', id, witnessMs: witness.witnessMs });
  return native.proveSolved(known, witness, onProgress);
}

async function verify({ shape, proof, publicInputs }: VerifyJob): Promise<boolean> {
  return (prover ?? notLoaded()).verifyBatch(await artifactsOf(shape.name), { proof, publicInputs });
}

function notLoaded(): never {
  throw apiError('sequencer/not-ready', { facts: { reason: 'nothing was loaded' } });
}

function toWire(error: unknown): WireError {
  if (error instanceof TallystickError) {
    const { message, code, facts, remedy } = error;
    return { message, code, facts: { ...facts }, remedy };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

async function serve(message: ToWorker): Promise<void> {
  try {
    if (message.type === 'load') answer({ type: 'loaded', shapes: await load(message.settings) });
    else if (message.type === 'verify')
      answer({ type: 'verified', id: message.id, isValid: await verify(message.job) });
    else answer({ type: 'proved', id: message.id, result: await prove(message.id, message.job) });
  } catch (error) {
    answer({ type: 'failed', ...(message.type === 'load' ? {} : { id: message.id }), error: toWire(error) });
  }
}

process.on('message', (message: ToWorker) => void serve(message));
// Without its service the process has no purpose.
process.on('disconnect', () => {
  void (prover?.destroy() ?? Promise.resolve()).finally(() => process.exit(0));
});
// A terminal sends Ctrl-C, and that it is closed, to the whole group, as a supervisor may its SIGTERM; the service decides when this ends.
for (const signal of END_SIGNALS) process.on(signal, () => {});
