import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type ConfigName, configRows } from '../config.js';
import { createSequencer } from '../service.js';
import { addConfigOptions } from './addConfigOptions.js';
import { readCommandConfig } from './readCommandConfig.js';

const OPTIONS = Object.keys(configRows) as ConfigName[];

/** `tallystick-sequencer start`: serves until SIGINT or SIGTERM, and stops in order then. */
export function startCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('start')
    .description('Serves the HTTP interface, proves batches and publishes them, until SIGINT or SIGTERM.')
    .option('--json <file>', 'write {url, pid} here once ready');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { json } = command.opts<{ json?: string }>();
    const config = await readCommandConfig(command, OPTIONS, env);
    const sequencer = createSequencer(config);
    let end: (reason: Error | undefined) => void = () => {};
    const ended = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    // A second signal ends the process at once: whoever sends it does not want to wait.
    process.once('SIGINT', () => end(undefined)).once('SIGTERM', () => end(undefined));
    void sequencer.failed.then(end);
    const started = sequencer.start().then(async () => {
      if (json !== undefined) await writeFile(json, `${JSON.stringify({ url: sequencer.url(), pid: process.pid })}\n`);
    });
    const reason = await Promise.race([ended, started.then(() => ended)]);
    await sequencer.stop();
    // What was still starting fails when its parts are stopped, which is no news.
    await started.catch(() => {});
    if (reason) throw reason;
  });
}
