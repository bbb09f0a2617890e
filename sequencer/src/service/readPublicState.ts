import { fieldToHex } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Deployment } from '@tallystick/verifier-contracts';
import type { PublicState } from '../api/ApiContext.js';
import type { Pipeline } from '../batcher/createPipeline.js';
import type { RollupState } from '../l1/Chain.js';
import type { Follower } from '../l1/createFollower.js';
import { OPERATION_KINDS } from '../operations/operations.js';
import type { Store } from '../store/createStore.js';

/** What GET /v1/state answers. */
export async function readPublicState({
  store,
  deployment,
  follower,
  pipeline,
  rollup,
}: {
  store: Store;
  deployment: Deployment;
  follower: Follower;
  pipeline: Pipeline;
  rollup: RollupState | undefined;
}): Promise<PublicState> {
  if (!rollup) throw apiError('sequencer/not-ready');
  const { chainId, token, domain } = deployment;
  const waiting = await Promise.all(
    OPERATION_KINDS.map(async (kind) => [kind, (await store[kind].waiting()).count] as const),
  );
  return {
    chainId,
    rollup: deployment.rollup,
    token,
    domain: fieldToHex(domain),
    block: Number(rollup.block),
    batchId: rollup.batchId,
    root: fieldToHex(rollup.root),
    batchTime: rollup.batchTime,
    chainTime: follower.head().time,
    operatorSerial: rollup.operatorSerial,
    feeBps: rollup.feeBps,
    shapes: pipeline.shapes().map(({ shape, gates, referenceString }) => {
      return { name: shape.name, settles: shape.settles, gates, referenceString };
    }),
    waiting: Object.fromEntries(waiting) as PublicState['waiting'],
  };
}
