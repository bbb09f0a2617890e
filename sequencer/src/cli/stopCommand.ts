import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ConfigName } from '../config/rows.js';
import { sequencerError } from '../errors.js';
import { addConfigOptions } from './addConfigOptions.js';
import { dataDirHolder } from './dataDirHolder.js';
import { readCommandConfig } from './readCommandConfig.js';
import { SequencerCommand } from './SequencerCommand.js';

const OPTIONS = ['dataDir', 'shutdownTimeoutMs'] as const satisfies readonly ConfigName[];

/** Beyond what the sequencer itself takes: to end after it has said what did not stop. */
const graceMs = 5000;
const intervalMs = 50;

/** `tallystick-sequencer stop`: stops the sequencer of a data directory, and waits until it has ended. */
export function stopCommand(env: NodeJS.ProcessEnv): Command {
  const command = new SequencerCommand('stop')
    .description('Stops the sequencer that `start` runs in the data directory, and waits until it has ended in order.')
    .option('--json <file>', 'write {pid} here once it has ended');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { json } = command.opts<{ json?: string }>();
    const { dataDir, shutdownTimeoutMs } = await readCommandConfig(command, OPTIONS, env);
    const holder = await dataDirHolder(dataDir);
    if (!holder) throw sequencerError('sequencer/not-running', { facts: { field: 'dataDir', given: dataDir } });
    const { pid } = holder;
    process.kill(pid, 'SIGTERM');
    const endMs = performance.now() + shutdownTimeoutMs + graceMs;
    while ((await dataDirHolder(dataDir))?.pid === pid) {
      if (performance.now() > endMs) {
        const message = `Process ${pid} has not ended within ${shutdownTimeoutMs + graceMs} ms.`;
        throw sequencerError('sequencer/stop-timeout', { message, facts: { parts: ['process'], pid } });
      }
      await delay(intervalMs);
    }
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ pid })}\n`);
  });
}
