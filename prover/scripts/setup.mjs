// Makes what proving needs and leaves it in the cache: circuits, reference string, keys, verifiers. Run after `tsc -b`.
import { writeFile } from 'node:fs/promises';
import { TallystickError } from '@tallystick/prover/core';
import { createProgressReporter, loadStatementArtifacts, runSetup } from '@tallystick/prover/proving';
import { Command, Option } from 'commander';
import { resolveCacheDir } from '../dist/proving/artifacts/cached.js';

const command = new Command('setup')
  .description(
    'Make circuits, reference string, keys and verifiers of shapes and statements, and keep them in the cache.',
  )
  .option('--shape <names...>', 'shapes of circuits.json; tiny and small by default, none with --statement')
  .option('--statement <names...>', 'Groth16 statements of circuits.json; all by default, none with --shape')
  .option('--ptau <file>', "powers-of-tau file of the statement's ceremony, with --zkey; else development keys")
  .option('--zkey <file>', "the statement's proving key with its phase-2 transcript, which is verified")
  .addOption(
    new Option('--reference-string <which>', 'auto: the real one where it can be had within seconds')
      .choices(['auto', 'real', 'development'])
      .default('auto'),
  )
  .option('--cache-dir <folder>', 'where to keep it', await resolveCacheDir().catch(() => undefined))
  .addOption(new Option('--cache <folder>').hideHelp())
  .option('--json <file>', 'write the result to a file')
  .action(async ({ shape, statement, ptau, zkey, referenceString, cacheDir: folder, cache, json }, command) => {
    const isNew = command.getOptionValueSource('cacheDir') === 'cli';
    if (cache !== undefined) {
      const what = isNew ? 'both are given, and --cache-dir counts' : 'the old name goes with the next release';
      process.stderr.write(`warning: --cache is now --cache-dir; ${what}.\n`);
    }
    const cacheDir = isNew ? folder : (cache ?? folder);
    const onProgress = createProgressReporter();
    const made = await runSetup({
      shapes: shape ?? (statement === undefined ? ['tiny', 'small'] : []),
      referenceString,
      cacheDir,
      onProgress,
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
      console.log(`${name}: ${gates.toLocaleString('en')} gates, ${kind} reference string, ready in ${cacheDir}`);
    }
    const statements = [];
    for (const name of statement ?? (shape === undefined ? ['uptime', 'usage'] : [])) {
      const artifacts = await loadStatementArtifacts({ statement: name, ptau, zkey, cacheDir, onProgress });
      const { constraints, setup, hash, r1cs, wasm } = artifacts;
      statements.push({ statement: name, constraints, setup, hash, r1cs, wasm, zkey: artifacts.zkey });
      console.log(
        `${name}: ${constraints.toLocaleString('en')} constraints, ${setup.kind} keys\n  ${r1cs}\n  ${artifacts.zkey}`,
      );
    }
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ shapes: rows, statements }, null, 2)}\n`);
  });

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof TallystickError)) throw error;
  console.error(`${error.code}: ${error.message}\n${JSON.stringify(error.toJSON().facts)}\n${error.remedy}`);
  process.exitCode = 1;
}
