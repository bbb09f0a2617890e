/**
 * The proving process. Proving takes all cores and much memory for seconds: in a process of its own it can neither hold up the
 * service nor take it down.
 */
import {
  type BatchArtifacts,
  type BatchProver,
  createProver,
  type ExecutedBatch,
  loadArtifacts,
  TallystickError,
} from '@tallystick/prover';
import type {
  FromWorker,
  ProvableShape,
  ProveJob,
  ProveResult,
  ToWorker,
  WireError,
  WorkerSettings,
} from './protocol.js';

const artifacts = new Map<string, BatchArtifacts>();
let prover: BatchProver | undefined;

const answer = (message: FromWorker): void => {
  process.send?.(message);
};

async function load({ shapes, threads, ...options }: WorkerSettings): Promise<ProvableShape[]> {
  prover ??= await createProver({ threads });
  for (const name of shapes) {
    const loaded = await loadArtifacts({
      ...options,
      shape: name,
      onProgress: (event) => answer({ type: 'progress', event }),
    });
    artifacts.set(name, loaded);
  }
  return [...artifacts.values()].map(({ shape, gates, referenceString }) => ({
    shape,
    gates,
    referenceString: referenceString.kind,
  }));
}

/** Proves, and verifies what came out: a proof that the contract would refuse costs gas. */
async function prove({ shape, inputs, publicInputs }: ProveJob): Promise<ProveResult> {
  const known = artifacts.get(shape.name);
  if (known === undefined || prover === undefined) {
    throw new TallystickError('sequencer/no-shape', {
      facts: { field: 'shape', given: shape.name, expected: [...artifacts.keys()].join(', ') },
    });
  }
  const job = { shape, inputs: inputs as ExecutedBatch['inputs'], publicInputs };
  const proved = await prover.proveBatch(known, job, (event) => answer({ type: 'progress', event }));
  if (!(await prover.verifyBatch(known, proved))) {
    throw new TallystickError('artifacts/prover-failed', { message: 'The proof that was made does not verify' });
  }
  return proved;
}

function toWire(error: unknown): WireError {
  if (error instanceof TallystickError) return { message: error.message, code: error.code, facts: { ...error.facts } };
  return { message: error instanceof Error ? error.message : String(error) };
}

async function serve(message: ToWorker): Promise<void> {
  try {
    if (message.type === 'load') answer({ type: 'loaded', shapes: await load(message.settings) });
    else answer({ type: 'proved', id: message.id, result: await prove(message.job) });
  } catch (error) {
    answer({ type: 'failed', ...(message.type === 'prove' ? { id: message.id } : {}), error: toWire(error) });
  }
}

process.on('message', (message: ToWorker) => void serve(message));
// Without its service the process has no purpose.
process.on('disconnect', () => {
  void (prover?.destroy() ?? Promise.resolve()).finally(() => process.exit(0));
});
// A terminal sends Ctrl-C to the whole group; the service decides when this process ends.
process.on('SIGINT', () => {});
