import { type Deployment, rollupAbi } from '@tallystick/verifier-contracts';
import type { Hash } from 'viem';
import { writeBatchLeaves } from '../../core/account/writeBatchLeaves.js';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { MAX_SERIAL, validateInteger } from '../../core/limits.js';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import type { Point } from '../../core/signature.js';
import { AccountTree, type TreePath } from '../../core/tree/AccountTree.js';
import { createMemoryNodeStore, type NodeStore } from '../../core/tree/nodeStores.js';
import type { ChainReader } from '../ChainClients.js';
import { chainError } from '../chainErrors.js';
import { throwChainError, toChainError } from '../toChainError.js';
import type { RollupEvent } from './decodeRollupEvents.js';
import { readRollupEvents } from './readRollupEvents.js';

/** Where a rebuild stopped: with the node store, all that it takes to go on from there. */
export type RebuildCheckpoint = {
  /** The last batch in the store. */
  batchId: bigint;
  /** The log after which to go on. */
  blockNumber: bigint;
  logIndex: number;
  /** Hash of that log's block: after a reorganisation it is another. Undefined before the first log. */
  blockHash: Hash | undefined;
  /** Accounts that no batch has taken yet, as they would be opened. */
  queued: { serial: number; opened: PublishedAccount['opened'] }[];
  /** The accounts among the openings, which can be opened on later batches too. */
  followed: { serial: number; published: PublishedAccount | undefined }[];
};

/** The state tree as L1 data alone gives it. */
export type RebuiltTree = {
  batchId: bigint;
  /** Equal to the contract's for this batch. */
  root: bigint;
  /** All nodes: `new AccountTree(nodes).path(serial)` gives a path at this batch. */
  nodes: NodeStore;
  /** Leaves that were written, opens included. */
  updates: number;
  /** Those asked for, in the order asked. */
  openings: TreeOpening[];
  checkpoint: RebuildCheckpoint;
};

/** What L1 says of an account at some batch: enough for whoever holds its view key. */
export type PublishedAccount = {
  /** As it was opened; the amount is 0 when the money went back before a batch took it. */
  opened: { owner: Point; terms: bigint; amount: bigint };
  /** The latest update that touched it, undefined when none did. */
  update: { batchId: bigint; slot: number; salt: bigint; leaf: bigint; maskedWord: bigint } | undefined;
};

/** An account's leaf and path at the end of a batch. */
export type TreeOpening = TreePath & {
  serial: number;
  batchId: bigint;
  /** Undefined when no batch had opened the account yet; its leaf is 0 then. */
  published: PublishedAccount | undefined;
};

export type RebuildTreeParameters = {
  client: Pick<ChainReader, 'getLogs' | 'getBlockNumber' | 'readContract'>;
  deployment: Pick<Deployment, 'rollup' | 'deployedAtBlock'>;
  /** The batch to stop after; the latest by default. */
  toBatch?: bigint | undefined;
  /** Accounts to open on the way, each at the end of a batch from 0 (the empty tree) to `toBatch`. */
  openings?: readonly { serial: number; batchId: bigint }[];
  /** Where the nodes are kept: memory by default, about 1 kB an account. */
  nodes?: NodeStore | undefined;
  /**
   * Goes on from where an earlier rebuild into the same `nodes` stopped. An account that was in the tree by then can be opened only if
   * it was among the openings before. After a failure the nodes may be further than the checkpoint: start anew.
   */
  resume?: RebuildCheckpoint | undefined;
  /** Blocks to read at once, at most; fewer where the endpoint doesn't give as many. */
  chunkBlocks?: bigint;
  onProgress?: OnProgress | undefined;
};

/**
 * Rebuilds the state tree from L1 events alone: the opens and updates of every batch in their order. The root is held to the
 * contract's after every batch. Needs no key; what the accounts hold stays hidden but for those whose view key one has.
 *
 * @throws chain/unknown-batch, chain/root-mismatch, chain/events-missing, chain/unreachable, chain/call-failed,
 * chain/no-rollup, tree/…; crypto/not-loaded
 *
 * @example
 * import { loadCrypto } from '@tallystick/prover';
 * import { rebuildTree } from '@tallystick/prover/chain';
 * import { AccountTree } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const { batchId, root, nodes } = await rebuildTree({ client: publicClient, deployment });
 * const { siblings } = await new AccountTree(nodes).path(7);
 */
export async function rebuildTree(parameters: RebuildTreeParameters): Promise<RebuiltTree> {
  const { client, deployment, resume, onProgress, openings = [], chunkBlocks } = parameters;
  const { rollup, deployedAtBlock } = deployment;
  const step = 'rebuild';
  const startMs = performance.now();
  const { head, latest } = await readHead(parameters);
  const toBatch = parameters.toBatch ?? latest;
  if (toBatch < (resume?.batchId ?? 0n) || toBatch > latest) throw unknownBatch('toBatch', toBatch, latest);
  for (const [i, { serial, batchId }] of openings.entries()) {
    validateInteger(serial, {
      field: `openings[${i}].serial`,
      min: 1,
      max: MAX_SERIAL,
      toError: chainError.of('chain/unknown-account'),
    });
    const first = resume?.batchId ?? 0n;
    if (batchId < first || batchId > toBatch) throw unknownBatch(`openings[${i}].batchId`, batchId, toBatch, first);
  }
  onProgress?.({ step, status: 'start', detail: `batch ${toBatch}` });

  const world: RebuildWorld = {
    nodes: parameters.nodes ?? createMemoryNodeStore(),
    batchId: resume?.batchId ?? 0n,
    updates: 0,
    queued: new Map(resume?.queued.map(({ serial, opened }) => [serial, opened])),
    followed: new Map(resume?.followed.map(({ serial, published }) => [serial, published])),
  };
  for (const { serial } of openings) if (!world.followed.has(serial)) world.followed.set(serial, undefined);
  const found = new Map<string, TreeOpening>();
  const capture = async (): Promise<void> => {
    for (const { serial, batchId } of openings) {
      if (batchId !== world.batchId || found.has(`${serial}:${batchId}`)) continue;
      const path = await new AccountTree(world.nodes).path(serial);
      const published = world.followed.get(serial);
      if (path.leaf !== 0n && published === undefined) throw eventsMissing('Opened', { serial, batchId });
      found.set(`${serial}:${batchId}`, { ...path, serial, batchId, published });
    }
  };
  let root = await new AccountTree(world.nodes).root();
  await assertRoot(parameters, world.batchId, root);
  await capture();

  const first = resume?.blockNumber ?? deployedAtBlock;
  let last = { blockNumber: first, logIndex: resume?.logIndex ?? -1, blockHash: resume?.blockHash };
  // Until the log that the earlier rebuild stopped after is seen again.
  let isGone = resume?.blockHash !== undefined;
  reading: for await (const part of readRollupEvents({
    publicClient: client,
    rollup,
    fromBlock: first,
    toBlock: head,
    chunkBlocks,
  })) {
    for (const event of part.events) {
      const { block: blockNumber, logIndex, blockHash } = event;
      if (blockNumber === resume?.blockNumber && logIndex <= resume.logIndex) {
        if (logIndex === resume.logIndex && blockHash === resume.blockHash) isGone = false;
        continue;
      }
      if (isGone) break reading;
      if (world.batchId === toBatch && event.type === 'settled') break reading;
      const applied = await applyRollupEvent(world, event);
      last = { blockNumber, logIndex, blockHash };
      if (applied === undefined) continue;
      root = applied;
      await capture();
    }
    const fraction = Number(part.toBlock - first + 1n) / Number(head - first + 1n);
    onProgress?.({ step, status: 'progress', fraction, detail: `batch ${world.batchId} of ${toBatch}` });
  }
  if (isGone) throw reorganized(last);
  if (world.batchId !== toBatch) throw eventsMissing('BatchSettled', { given: world.batchId, expected: toBatch });
  // What the events say is held to the contract's storage too.
  await assertRoot(parameters, toBatch, root);
  onProgress?.({ step, status: 'done', detail: `batch ${toBatch}`, ms: performance.now() - startMs });
  return {
    batchId: toBatch,
    root,
    nodes: world.nodes,
    updates: world.updates,
    openings: openings.flatMap(({ serial, batchId }) => found.get(`${serial}:${batchId}`) ?? []),
    checkpoint: {
      batchId: toBatch,
      ...last,
      queued: Array.from(world.queued, ([serial, opened]) => ({ serial, opened })),
      followed: Array.from(world.followed, ([serial, published]) => ({ serial, published })),
    },
  };
}

async function readHead({ client, deployment: { rollup: address } }: RebuildTreeParameters) {
  try {
    // Never a remembered one: a batch that was mined a moment ago belongs to it.
    const head = await client.getBlockNumber({ cacheTime: 0 });
    const at = { address, abi: rollupAbi, functionName: 'latest', blockNumber: head } as const;
    const [latest] = await client.readContract(at);
    return { head, latest };
  } catch (error) {
    throw toChainError(error, "reading the rollup's latest batch");
  }
}

async function assertRoot({ client, deployment }: RebuildTreeParameters, batchId: bigint, root: bigint): Promise<void> {
  const at = { address: deployment.rollup, abi: rollupAbi, functionName: 'rootAt', args: [batchId] } as const;
  const [expected] = await client.readContract(at).catch(throwChainError("reading the rollup's root"));
  if (root !== expected) throw rootMismatch(batchId, root, expected);
}

function reorganized(facts: Pick<RebuildCheckpoint, 'blockNumber' | 'logIndex' | 'blockHash'>): TallystickError {
  return chainError('chain/events-missing', {
    message: 'The log that the checkpoint stopped after is gone: the chain was reorganised',
    facts: { field: 'resume', ...facts },
    remedy: 'Rebuild without `resume`.',
  });
}

function unknownBatch(field: string, given: bigint, latest: bigint, first = 0n): TallystickError {
  return chainError('chain/unknown-batch', {
    facts: { field, given, expected: `from ${first} to ${latest}` },
  });
}

/** A tree in the making. */
export type RebuildWorld = {
  nodes: NodeStore;
  batchId: bigint;
  updates: number;
  /** Opens that wait for a batch. */
  queued: Map<number, PublishedAccount['opened']>;
  /** The accounts that are to be opened, as far as they are known. */
  followed: Map<number, PublishedAccount | undefined>;
};

/**
 * Does to the tree what an event did to it.
 *
 * @returns the new root after a batch, undefined after any other event
 * @throws chain/root-mismatch, chain/events-missing
 */
async function applyRollupEvent(world: RebuildWorld, event: RollupEvent): Promise<bigint | undefined> {
  if (event.type === 'opened') {
    const { serial, owner, terms, amount } = event;
    world.queued.set(serial, { owner, terms, amount });
    return undefined;
  }
  if (event.type === 'refunded') {
    const { serial } = event;
    world.queued.set(serial, { ...takeQueued(world, serial), amount: 0n });
    return undefined;
  }
  const { batchId, newRoot, firstSerial, openCount } = event;
  if (batchId !== world.batchId + 1n)
    throw eventsMissing('BatchSettled', { given: batchId, expected: world.batchId + 1n });
  const opened = Array.from({ length: openCount }, (_, i) => {
    const serial = firstSerial + i;
    const account = takeQueued(world, serial);
    world.queued.delete(serial);
    if (world.followed.has(serial)) world.followed.set(serial, { opened: account, update: undefined });
    return { serial, ...account };
  });
  const { root, leaves } = await writeBatchLeaves(world.nodes, { ...event, opened });
  for (const { serial, leaf, update } of leaves.values()) {
    const known = world.followed.get(serial);
    if (known !== undefined && update !== undefined) {
      world.followed.set(serial, { ...known, update: { batchId, leaf, ...update } });
    }
  }
  world.updates += openCount + event.updates.length;
  if (root !== newRoot) throw rootMismatch(batchId, root, newRoot);
  world.batchId = batchId;
  return root;
}

function takeQueued(world: RebuildWorld, serial: number): PublishedAccount['opened'] {
  const opened = world.queued.get(serial);
  if (opened === undefined) throw eventsMissing('Opened', { serial });
  return opened;
}

/** An event that must have been is not among those that the endpoint gave. */
export function eventsMissing(event: string, facts: Record<string, unknown>): TallystickError {
  return chainError('chain/events-missing', { facts: { event, ...facts } });
}

/** The tree after a batch has another root than the contract's. */
function rootMismatch(batchId: bigint, given: bigint, expected: bigint): TallystickError {
  return chainError('chain/root-mismatch', { facts: { field: 'root', batchId, given, expected } });
}
