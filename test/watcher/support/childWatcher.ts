import { createVirtualClock, createWatcher, type WatchChain } from '@tallystick/prover/watcher';
import { createModelCourt } from './createModelCourt.js';
import { DAY_MS, EPOCH_MS, TIMES, WATCHER } from './createWorld.js';
import { startProvider } from './startProvider.js';

/**
 * A watcher in a process of its own, to be killed: lives through epoch 1 and then tries to post its root, forever. Says on the
 * standard output what is durable: `slot N` for each slot that counts, `root R` before it posts.
 *
 * @param dataDir its folder
 */
export async function childWatcher(dataDir: string): Promise<void> {
  const clock = createVirtualClock(DAY_MS);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const provider = await startProvider({ number: 0, nowMs: clock.nowMs });
  provider.setBehavior((_request, response) => response.writeHead(500).end());
  const court = createModelCourt({
    times: TIMES,
    nowMs: clock.nowMs,
    watchers: [WATCHER],
    providers: () => [provider],
  });
  court.seeds.add(1);
  const chain: WatchChain = {
    ...court.chainOf(WATCHER),
    postRoot(_epoch, root) {
      say(`root ${root}`);
      return new Promise(() => {}); // the crash comes in here
    },
  };
  const logger = {
    debug: (fields: object, message: string) => {
      if (message === 'slot recorded') say(`slot ${(fields as { slot: number }).slot}`);
    },
    info() {},
    warn() {},
    error() {},
  };
  const config = { dataDir, port: 0, allowPrivateEndpoints: true, probeTimeoutMs: 5000, pollIntervalMs: 60_000 };
  await createWatcher(config, { chain, clock, logger }).start();
  await clock.advanceTo(DAY_MS + EPOCH_MS + 1000);
}
