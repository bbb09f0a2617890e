// @ts-check
/**
 * A proving process that proves nothing: it answers what stands for a proof in the pipeline's tests, the root that the batch leads to, and
 * dies at every batch that settles a receipt of 77 units, as a native prover may that takes its process along.
 */
/** @param {unknown} message */
const answer = (message) => process.send?.(message);

process.on('message', (/** @type {any} */ message) => {
  if (message.type === 'load') return answer({ type: 'loaded', shapes: [] });
  const { inputs, publicInputs } = message.job;
  const isDeadly = inputs.settles.some((/** @type {any} */ { active, units }) => active && BigInt(units[0]) === 77n);
  if (isDeadly) process.kill(process.pid, 'SIGKILL');
  const proof = `0x${publicInputs[1].toString(16).padStart(64, '0')}`;
  answer({ type: 'solved', id: message.id, witnessMs: 1 });
  return answer({ type: 'proved', id: message.id, result: { proof, publicInputs, witnessMs: 1, proveMs: 1 } });
});
process.on('disconnect', () => process.exit(0));
