import type { KeeperContracts } from './KeeperContracts.js';
import type { KeeperCursor, KeeperJournal, KeptDemand } from './KeeperJournal.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';
import { taskKey } from './taskKey.js';

/** Blocks read at once, as much as public endpoints give. */
const CHUNK_BLOCKS = 5_000n;

/** Blocks that are read again, since a reorganisation of the chain may have changed them. */
const REORG_BLOCKS = 64n;

/** The demands that weren't answered in time and nobody acted on; follows the court's events through the journal. */
export async function findStrikes(
  view: KeeperView,
  { deployedAtBlock }: KeeperContracts,
  journal: KeeperJournal,
  now: number,
): Promise<KeeperTask[]> {
  const cursor = await readOn(view, (await journal.cursor()) ?? { nextBlock: deployedAtBlock, demands: [] });
  const open: KeptDemand[] = [];
  const due: KeeperTask[] = [];
  for (const demand of cursor.demands) {
    const { revealUntil, slashUntil } = await view.timesOf(demand.epoch);
    const task: KeeperTask = { kind: 'strike', ...demand };
    // Later on a strike only gives the bond back, which is the provider's own affair.
    if (now >= slashUntil || view.settled.has(taskKey(task))) continue;
    open.push(demand);
    if (now >= revealUntil) due.push(task);
  }
  await journal.setCursor({ ...cursor, demands: open });
  return due;
}

async function readOn(view: KeeperView, { nextBlock, demands }: KeeperCursor): Promise<KeeperCursor> {
  const latest = await view.publicClient.getBlockNumber({ cacheTime: 0 });
  const known = new Map(demands.map((demand) => [keyOf(demand), demand]));
  const answered = new Set<string>();
  for (let from = nextBlock; from <= latest; from += CHUNK_BLOCKS) {
    const to = from + CHUNK_BLOCKS - 1n;
    const filter = { ...view.court, fromBlock: from, toBlock: to < latest ? to : latest, strict: true } as const;
    const [asked, revealed, struck] = await Promise.all([
      view.publicClient.getContractEvents({ ...filter, eventName: 'RevealDemanded' }),
      view.publicClient.getContractEvents({ ...filter, eventName: 'LeafRevealed' }),
      view.publicClient.getContractEvents({ ...filter, eventName: 'WatcherStruck' }),
    ]);
    for (const { args } of asked) known.set(keyOf(args), demandOf(args));
    for (const { args } of [...revealed, ...struck]) answered.add(keyOf(args));
  }
  for (const key of answered) known.delete(key);
  const next = latest + 1n - REORG_BLOCKS;
  return { nextBlock: next > nextBlock ? next : nextBlock, demands: [...known.values()] };
}

function demandOf({ epoch, provider, member }: KeptDemand): KeptDemand {
  return { epoch, provider, member };
}

function keyOf({ epoch, provider, member }: KeptDemand): string {
  return `${epoch}:${provider}:${member}`;
}
