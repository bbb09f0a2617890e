import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { getAbiItem } from 'viem';
import { readInParts } from '../chain/readInParts.js';
import type { KeeperContracts } from './KeeperContracts.js';
import type { KeeperJournal, KeptDemand } from './KeeperJournal.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';
import { taskKey } from './taskKey.js';

const EVENTS = [
  getAbiItem({ abi: uptimeCourtAbi, name: 'RevealDemanded' }),
  getAbiItem({ abi: uptimeCourtAbi, name: 'LeafRevealed' }),
  getAbiItem({ abi: uptimeCourtAbi, name: 'WatcherStruck' }),
] as const;

/** Blocks that are read again, since a reorganisation of the chain may have changed them. */
const REORG_BLOCKS = 64n;

/** The demands that weren't answered in time and nobody acted on; follows the court's events through the journal. */
export async function findStrikes(
  view: KeeperView,
  { deployedAtBlock }: KeeperContracts,
  journal: KeeperJournal,
  now: number,
): Promise<KeeperTask[]> {
  const cursor = (await journal.cursor()) ?? { nextBlock: deployedAtBlock, demands: [] };
  const known = new Map(cursor.demands.map((demand) => [keyOf(demand), demand]));
  /** Demands that need nothing any more, as far as the blocks tell that are read again. */
  const answered = new Set<string>();
  const latest = await view.publicClient.getBlockNumber({ cacheTime: 0 });
  const settledBlock = latest - REORG_BLOCKS;
  const parts = readInParts({
    fromBlock: cursor.nextBlock,
    toBlock: latest,
    action: "reading the court's events",
    read: (part) => view.publicClient.getLogs({ address: view.court.address, events: EVENTS, strict: true, ...part }),
  });
  for await (const { logs, toBlock } of parts) {
    for (const { eventName, args, blockNumber } of logs) {
      if (eventName === 'RevealDemanded') known.set(keyOf(args), demandOf(args));
      if (eventName !== 'LeafRevealed' && eventName !== 'WatcherStruck') continue;
      // Forgotten only once no reorganisation can take the answer back.
      if (blockNumber <= settledBlock) known.delete(keyOf(args));
      else answered.add(keyOf(args));
    }
    // What is read is kept, so that an endpoint that fails half-way doesn't mean beginning anew.
    const nextBlock = (toBlock < settledBlock ? toBlock : settledBlock) + 1n;
    if (nextBlock > cursor.nextBlock) await journal.setCursor({ nextBlock, demands: [...known.values()] });
  }
  const open: KeptDemand[] = [];
  const due: KeeperTask[] = [];
  for (const demand of known.values()) {
    const { revealUntil, slashUntil } = await view.timesOf(demand.epoch);
    // Later on a strike only gives the bond back, which is the provider's own affair.
    if (now >= slashUntil) continue;
    open.push(demand);
    const task: KeeperTask = { kind: 'strike', ...demand };
    if (now >= revealUntil && !answered.has(keyOf(demand)) && !view.obsolete.has(taskKey(task))) due.push(task);
  }
  const nextBlock = settledBlock >= cursor.nextBlock ? settledBlock + 1n : cursor.nextBlock;
  await journal.setCursor({ nextBlock, demands: open });
  return due;
}

function demandOf({ epoch, provider, member }: KeptDemand): KeptDemand {
  return { epoch, provider, member };
}

function keyOf({ epoch, provider, member }: KeptDemand): string {
  return `${epoch}:${provider}:${member}`;
}
