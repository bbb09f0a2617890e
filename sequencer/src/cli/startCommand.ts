import { writeFile } from 'node:fs/promises';
import { untilSignal } from '@tallystick/prover/files';
import type { Command } from 'commander';
import { type ConfigName, configRows } from '../config/rows.js';
import { assertWritable } from '../deploy/assertWritable.js';
import { createSequencer } from '../service/createSequencer.js';
import { addConfigOptions } from './addConfigOptions.js';
import { assertNotRunning, claimDataDir } from './claimDataDir.js';
import { readCommandConfig } from './readCommandConfig.js';
import { SequencerCommand } from './SequencerCommand.js';

const OPTIONS = Object.keys(configRows) as ConfigName[];

type Given = { json?: string; standby?: boolean };

/** `tallystick-sequencer start`: serves until SIGINT, SIGTERM or SIGHUP, and stops in order then. */
export function startCommand(env: NodeJS.ProcessEnv): Command {
  const command = new SequencerCommand('start')
    .description('Serves the HTTP interface, proves batches and publishes them, until SIGINT, SIGTERM or SIGHUP.')
    .option('--json <file>', 'write {url, pid} here once ready')
    .option('--standby', 'where another one runs in the data directory, wait and take over when it ends');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { json, standby = false } = command.opts<Given>();
    const config = await readCommandConfig(command, OPTIONS, env);
    // With a database of its own the directory isn't used, and the database's lock lets one of several drive.
    const isUsed = config.databaseUrl === undefined;
    const isAlone = isUsed && !standby;
    if (json !== undefined) await assertWritable(json, 'json', { isKept: false });
    if (isAlone) await assertNotRunning(config.dataDir);
    let release = async () => {};
    const sequencer = createSequencer(config, {
      standby: !isAlone,
      async onChecked() {
        if (json !== undefined) await assertWritable(json, 'json');
        if (isAlone) release = await claimDataDir(config.dataDir);
      },
      // Whoever drives is whom `stop` has to find, whatever was noted while several started at once.
      async onDriving() {
        if (isUsed) release = await claimDataDir(config.dataDir, { takesOver: true });
      },
    });
    let end: (reason: Error | undefined) => void = () => {};
    const ended = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    const done = new AbortController();
    void untilSignal(done.signal).then(() => end(undefined));
    void sequencer.failed.then(end);
    const started = sequencer.start().then(async () => {
      if (json !== undefined) await writeFile(json, `${JSON.stringify({ url: sequencer.url(), pid: process.pid })}\n`);
    });
    try {
      const reason = await Promise.race([ended, started.then(() => ended)]);
      await sequencer.stop();
      // What was still starting fails when its parts are stopped, which is no news.
      await started.catch(() => {});
      if (reason) throw reason;
    } finally {
      done.abort();
      await release();
    }
  });
}
