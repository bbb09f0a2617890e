import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, type TestContext, test } from 'vitest';
import { type Manifest, ROOT, readPackages, readText } from '../packages/readPackages.js';
import { doorsOf } from './support/doorsOf.js';
import { type FetchedNode, fetchNodes } from './support/fetchNodes.js';
import { installWith, type Manager, managers } from './support/installWith.js';
import { readmeSnippets } from './support/readmeSnippets.js';
import { runUnder } from './support/runUnder.js';

const packages = readPackages();
const packed = inject('packed');

/** The oldest Node.js that a package names. */
const oldestOf = ({ engines }: Manifest) => /^>=(\d+\.\d+\.\d+)$/.exec(engines.node)?.[1] ?? engines.node;
const oldest = [...new Set(packages.map(({ manifest }) => oldestOf(manifest)))].sort();
/** A line of Node.js that is younger than what any package names. */
const YOUNGER = '24.12.0';
const versions = [...oldest, YOUNGER];
/** The packages whose oldest Node.js this is. */
const packagesOf = (version: string) => packages.filter(({ manifest }) => oldestOf(manifest) === version);
/** The oldest that takes every package: under it all are installed together, as in the project of a READMEs' reader. */
const oldestForAll = oldest.at(-1) ?? '';

/** Everything is made in here, outside of the repository, and nothing of it stays. */
let folder: string;
let nodes: FetchedNode[];
/** What the READMEs' readers have beside the packages: the snippets name the first ones, and the compiler wants the last. */
let besides: Record<string, string>;
/** The folder of each installation, by manager and Node.js, all begun at once; whoever needs one waits for it. */
const installed = new Map<string, Promise<string>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-install-'));
  nodes = await fetchNodes(versions, join(folder, 'node'));
  const { devDependencies } = JSON.parse(readText('package.json')) as { devDependencies: Record<string, string> };
  const { dependencies = {} } = packages.find(({ folder: at }) => at === 'prover')?.manifest ?? {};
  besides = {
    fastify: dependencies.fastify ?? '',
    viem: dependencies.viem ?? '',
    '@x402/fetch': devDependencies['@x402/fetch'] ?? '',
    '@types/express': devDependencies['@types/express'] ?? '',
    express: devDependencies.express ?? '',
    hono: devDependencies.hono ?? '',
    '@types/node': devDependencies['@types/node'] ?? '',
  };
  for (const version of oldest) {
    const names = packagesOf(version).map(({ manifest }) => manifest.name);
    const isForAll = version === oldestForAll;
    const wanted = packed.filter(({ name }) => isForAll || names.includes(name));
    for (const manager of managers) {
      const at = join(folder, `${manager}-${version}`);
      const done = installWith(manager, {
        folder: at,
        wanted,
        packed,
        ...(isForAll ? { besides } : {}),
        node: nodeOf(version),
        cache: `${at}-cache`,
      }).then(() => at);
      // Told by the tests that wait for it.
      done.catch(() => undefined);
      installed.set(`${manager} ${version}`, done);
    }
  }
});

afterAll(async () => {
  await Promise.allSettled(installed.values());
  await rm(folder, { recursive: true, force: true });
});

function nodeOf(version: string): FetchedNode {
  return nodes.find((node) => node.version === version) ?? { version, missing: 'it was not asked for' };
}

/** The Node.js that a test is about; where there is none for this platform the test is listed as not run, and says why. */
function nodeFor(version: string, { skip }: TestContext): FetchedNode {
  const node = nodeOf(version);
  if (node.missing !== undefined) skip(node.missing);
  return node;
}

/** The folder of an installation, once it is done: under the Node.js at hand where the wanted one is missing and that one will do. */
async function installedBy(manager: Manager, version: string, context: TestContext): Promise<string> {
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  if (compare(process.versions.node, version) < 0) nodeFor(version, context);
  return (await installed.get(`${manager} ${version}`)) ?? '';
}

describe.each(managers)('%s', (manager) => {
  test.for(oldest)(
    'default: installs what names Node.js %s as its oldest, under that one',
    async (version, context) => {
      nodeFor(version, context);
      const at = await installedBy(manager, version, context);
      for (const { manifest } of packagesOf(version)) {
        expect(existsSync(join(at, 'node_modules', manifest.name, 'package.json'))).toBe(true);
      }
    },
  );

  test.for(manager === 'npm' ? [oldestForAll, YOUNGER] : [oldestForAll])(
    'default: both commands tell their version under Node.js %s',
    async (version, context) => {
      const node = nodeFor(version, context);
      const at = await installedBy(manager, oldestForAll, context);
      const commands = packages.flatMap(({ manifest }) =>
        Object.keys(manifest.bin ?? {}).map((command) => ({ command, ...manifest })),
      );
      expect(commands).toHaveLength(2);
      for (const { command, name, version: own } of commands) {
        // npm's users have it looked up; what that finds is linked at the same place by all three.
        const [runner = '', ...words] =
          manager === 'npm' && version === oldestForAll
            ? ['npx', '--no-install', '-p', name, command]
            : [join('node_modules', '.bin', command)];
        expect(await runUnder(node, at, runner, [...words, '--version'])).toBe(own);
      }
    },
  );
});

test('default: an optional peer stays away from whoever does not ask for it', async (context) => {
  const optional = packages.flatMap(({ manifest }) =>
    Object.entries(manifest.peerDependenciesMeta ?? {})
      .filter(([, { optional: may }]) => may)
      .map(([peer]) => ({ peer, version: oldestOf(manifest) })),
  );
  expect(optional.map(({ peer }) => peer)).toContain('viem');
  for (const { peer, version } of optional) {
    // Among the readers somebody may ask for it.
    expect(version === oldestForAll && peer in besides).toBe(false);
    expect(existsSync(join(await installedBy('npm', version, context), 'node_modules', peer))).toBe(false);
  }
});

describe('engines', () => {
  const dryRun = [
    'install',
    '--dry-run',
    '--engine-strict',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--loglevel=error', // inside `npm run --silent` it would refuse without a word
  ];

  test('default: npm takes all of them under a younger Node.js', async (context) => {
    const at = await installedBy('npm', oldestForAll, context);
    await runUnder(nodeFor(YOUNGER, context), at, 'npm', dryRun);
  });

  test('error: npm refuses what asks for a younger Node.js than there is', async (context) => {
    const at = await installedBy('npm', oldestForAll, context);
    const refused = runUnder(nodeFor(oldest[0] ?? '', context), at, 'npm', dryRun);
    await expect(refused).rejects.toThrow(/EBADENGINE[\s\S]*@tallystick\/prover/);
  });
});

describe('exports', () => {
  test.for([
    ...oldest.flatMap((version) => (['npm', 'pnpm'] as const).map((manager) => ({ manager, version }))),
    { manager: 'npm' as const, version: YOUNGER },
  ])('default: all is there where $manager installs, under Node.js $version', async ({ manager, version }, context) => {
    const node = nodeFor(version, context);
    const at = await installedBy(manager, oldestForAll, context);
    const ofThis = version === YOUNGER ? packages : packagesOf(version);
    const doors = ofThis.flatMap(({ manifest }) => doorsOf(manifest, packed));
    const files = doors.filter(({ isModule }) => !isModule).map(({ specifier }) => specifier);
    const modules = doors.filter(({ isModule, isCommand }) => isModule && !isCommand).map(({ specifier }) => specifier);
    expect(files.length).toBeGreaterThanOrEqual(ofThis.length);
    expect(modules.length).toBeGreaterThanOrEqual(ofThis.length);
    const script = `
      import { readFileSync } from 'node:fs';
      for (const name of ${JSON.stringify(files)}) readFileSync(new URL(import.meta.resolve(name)));
      const empty = [];
      for (const name of ${JSON.stringify(modules)}) {
        if (Object.keys(await import(name)).length === 0) empty.push(name);
      }
      console.log(JSON.stringify({ node: process.versions.node, empty }));`;
    expect(JSON.parse(await runModule(node, at, script))).toEqual({ node: version, empty: [] });
  });

  test('default: a command that is a module runs when it is imported', async (context) => {
    const at = await installedBy('npm', oldestForAll, context);
    const doors = packages.flatMap(({ manifest }) => doorsOf(manifest, packed).map((door) => ({ ...door, manifest })));
    const commands = doors.filter(({ isCommand }) => isCommand);
    expect(commands.map(({ specifier }) => specifier)).toEqual(['@tallystick/sequencer/cli']);
    for (const { specifier, manifest } of commands) {
      const script = `process.argv.push('--version'); await import('${specifier}');`;
      expect(await runModule(nodeFor(oldestForAll, context), at, script)).toBe(manifest.version);
    }
  });
});

/** Runs a module that stands in a user's folder; gives what it prints. */
async function runModule(node: FetchedNode, at: string, script: string): Promise<string> {
  await writeFile(join(at, 'script.mjs'), script);
  return runUnder(node, at, 'node', ['script.mjs']);
}

describe('types', () => {
  test.for([
    { manager: 'npm' as const, module: 'nodenext', moduleResolution: 'nodenext' },
    { manager: 'pnpm' as const, module: 'esnext', moduleResolution: 'bundler' },
  ])(
    'default: READMEs and all exports compile, strictly, with $moduleResolution where $manager installs',
    async (one, context) => {
      const { manager, ...resolution } = one;
      const at = await installedBy(manager, oldestForAll, context);
      const program = join(at, 'program');
      await mkdir(program);
      const snippets = readmeSnippets(['README.md', ...packages.map(({ folder: of }) => `${of}/README.md`)]);
      expect(snippets.length).toBeGreaterThanOrEqual(6);
      for (const { file, code } of snippets) await writeFile(join(program, file), code);
      const modules = packages.flatMap(({ manifest }) => doorsOf(manifest, packed)).filter(({ isModule }) => isModule);
      const all = modules.map(({ specifier }, index) => `export * as door${index} from '${specifier}';\n`);
      await writeFile(join(program, 'doors.ts'), all.join(''));
      await writeFile(join(program, 'package.json'), JSON.stringify({ type: 'module' }));
      const compilerOptions = { ...resolution, target: 'es2022', strict: true, noEmit: true, types: ['node'] };
      await writeFile(join(program, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      await runUnder({ version: process.version }, program, process.execPath, [tsc, '-p', '.']);
    },
  );
});
