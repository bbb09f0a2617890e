import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { ConfigName } from '../config.js';
import { createProvingService } from '../createProvingService.js';
import { addConfigOptions } from './addConfigOptions.js';
import { readCommandConfig } from './readCommandConfig.js';

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

/** `tallystick-sequencer prove`: proves for a sequencer until SIGINT or SIGTERM, on any machine that reaches its database. */
export function proveCommand(env: NodeJS.ProcessEnv): Command {
  const command = new Command('prove')
    .description("Proves batches for a sequencer on another machine, out of the queue in the sequencer's database.")
    .option(
      '--database-url <url>',
      'as DATABASE_URL, where no other user of the machine may see the password in the list of processes',
    )
    .option('--json <file>', 'write {pid} here once it proves');
  return addConfigOptions(command, OPTIONS).action(async () => {
    const { databaseUrl, json } = command.opts<Given>();
    const given = databaseUrl === undefined ? env : { ...env, DATABASE_URL: databaseUrl };
    const service = createProvingService(await readCommandConfig(command, OPTIONS, given));
    const ended = new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
    });
    await service.start();
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ pid: process.pid })}\n`);
    await ended;
    await service.stop();
  });
}
