import { writeFile } from 'node:fs/promises';
import { untilSignal } from '@tallystick/prover/files';
import type { Command } from 'commander';
import type { ConfigName } from '../config/rows.js';
import { assertWritable } from '../deploy/assertWritable.js';
import { sequencerError } from '../errors.js';
import { createProvingService } from '../service/createProvingService.js';
import { addConfigOptions } from './addConfigOptions.js';
import { readCommandConfig } from './readCommandConfig.js';
import { SequencerCommand } from './SequencerCommand.js';

const OPTIONS = [
  'databaseUrl',
  'storeKey',
  'storeKeyFile',
  'provers',
  'threads',
  'proverMemoryMib',
  'proofTimeoutMs',
  'cacheDir',
  'referenceString',
  'shutdownTimeoutMs',
  'logLevel',
] as const satisfies readonly ConfigName[];

type Given = { databaseUrl?: string; json?: string };

/** `tallystick-sequencer prove`: proves for a sequencer until SIGINT, SIGTERM or SIGHUP, on any machine that reaches its database. */
export function proveCommand(env: NodeJS.ProcessEnv): Command {
  const command = new SequencerCommand('prove')
    .description("Proves batches for a sequencer on another machine, out of the queue in the sequencer's database.")
    .option(
      '--database-url <url>',
      'as DATABASE_URL, where no other user of the machine may see the password in the list of processes',
    )
    .option('--json <file>', 'write {pid} here once it proves');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { databaseUrl, json } = command.opts<Given>();
    const given = databaseUrl === undefined ? env : { ...env, DATABASE_URL: databaseUrl };
    const config = await readCommandConfig(command, OPTIONS, given);
    // Right where a sequencer leaves proving to others; nothing would be left to do here.
    if (config.provers === 0) {
      throw sequencerError('sequencer/bad-config', {
        message: 'provers: expected an integer from 1 to 64, since this command only proves; got 0',
        facts: { field: 'provers', given: 0, expected: 'an integer from 1 to 64' },
      });
    }
    if (json !== undefined) await assertWritable(json, 'json');
    const service = createProvingService(config);
    const done = new AbortController();
    const asked = untilSignal(done.signal);
    try {
      const started = service.start().then(async () => {
        if (json !== undefined) await writeFile(json, `${JSON.stringify({ pid: process.pid })}\n`);
      });
      await Promise.race([asked, started.then(() => asked)]);
      await service.stop();
      // What was still starting fails when its parts are stopped, which is no news.
      await started.catch(() => {});
    } finally {
      done.abort();
    }
  });
}
