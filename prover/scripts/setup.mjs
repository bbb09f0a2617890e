// Makes what proving needs and leaves it in the cache: circuits, reference string, keys, verifiers. Run after `tsc -b`.
import { writeFile } from 'node:fs/promises';
import { createProgressReporter, resolveCacheDir, runSetup, TallystickError } from '@tallystick/prover';
import { Command, Option } from 'commander';

const command = new Command('setup')
  .description('Make circuits, reference string, keys and verifiers of some shapes, and keep them in the cache.')
  .option('--shape <names...>', 'shapes of circuits.json', ['tiny', 'small'])
  .addOption(
    new Option('--reference-string <which>', 'auto: the real one where it can be had within seconds')
      .choices(['auto', 'real', 'development'])
      .default('auto'),
  )
  .option('--cache <folder>', 'where to keep it', resolveCacheDir())
  .option('--json <file>', 'write the result to a file')
  .action(async ({ shape, referenceString, cache, json }) => {
    const made = await runSetup({
      shapes: shape,
      referenceString,
      cacheDir: cache,
      onProgress: createProgressReporter(),
    });
    const rows = made.map(
      ({ shape: { name }, gates, publicInputs, referenceString: { kind, points }, verifier, hash }) => ({
        shape: name,
        gates,
        publicInputs,
        referenceString: kind,
        points,
        verifierBytes: (verifier.deployedBytecode.length - 2) / 2,
        hash,
      }),
    );
    for (const { shape: name, gates, referenceString: kind } of rows) {
      console.log(`${name}: ${gates.toLocaleString('en')} gates, ${kind} reference string, ready in ${cache}`);
    }
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ shapes: rows }, null, 2)}\n`);
  });

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof TallystickError)) throw error;
  console.error(`${error.code}: ${error.message}\n${JSON.stringify(error.toJSON().facts)}\n${error.remedy}`);
  process.exitCode = 1;
}
