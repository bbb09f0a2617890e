import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROOT, readPackages, readText } from './readPackages.js';

const packages = readPackages();
const [first] = packages;
/** The project's public address, as the first package says it. */
const ADDRESS = first?.manifest.bugs?.replace(/\/issues$/, '') ?? '';

test('default: four packages are published', () => {
  expect(packages.map(({ folder }) => folder).sort()).toEqual([
    'circuits',
    'prover',
    'sequencer',
    'verifier-contracts',
  ]);
  expect(ADDRESS).toMatch(/^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+$/);
});

describe.each(packages)('$manifest.name', ({ folder, manifest }) => {
  test('default: says where it comes from, under one address', () => {
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      homepage: `${ADDRESS}/tree/main/${folder}#readme`,
      bugs: `${ADDRESS}/issues`,
      repository: { type: 'git', url: `git+${ADDRESS}.git`, directory: folder },
    });
    expect(manifest.keywords?.length).toBeGreaterThanOrEqual(5);
  });

  test("default: carries the project's license", () => {
    expect(readText(`${folder}/LICENSE`)).toBe(readText('LICENSE'));
  });

  test('default: is made ready before it is packed', () => {
    expect(manifest.scripts?.prepack).toBe('node ../scripts/prepack.mjs');
  });

  test('default: its README leads to places that are there, also for whoever reads it outside of the repository', () => {
    const text = readText(`${folder}/README.md`);
    const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`]*`/g, '');
    const inline = [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    const defined = new Map([...prose.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', to = '']) => [name, to]));
    const used = new Set([...prose.matchAll(/\]\[([^\]]+)\]/g)].map(([, name = '']) => name));
    expect([...defined.keys()].sort()).toEqual([...used].sort());
    expect(used.size).toBeGreaterThan(0);
    const targets = [...inline, ...defined.values()];
    expect(targets.filter((target) => !target.startsWith('https://'))).toEqual([]);
    const ours = targets.filter((target) => target.startsWith(ADDRESS));
    const paths = ours.map((target) => target.slice(ADDRESS.length).replace(/#.*$/, ''));
    expect(paths.filter((path) => path !== '' && !/^\/(blob|tree)\/main\/./.test(path))).toEqual([]);
    expect(paths.filter((path) => !existsSync(ROOT + path.replace(/^\/(blob|tree)\/main\//, '')))).toEqual([]);
  });

  test('default: what it exports lies in folders that it ships', () => {
    const targets = Object.values(manifest.exports).flatMap((to) =>
      typeof to === 'string' ? [to] : Object.values(to),
    );
    const shipped = [...manifest.files.filter((path) => !path.startsWith('!')), 'package.json'];
    const isShipped = (target: string) =>
      shipped.some((path) => target === `./${path}` || target.startsWith(`./${path.replace(/\*$/, '')}`));
    expect([...targets, ...Object.values(manifest.bin ?? {})].filter((target) => !isShipped(target))).toEqual([]);
  });
});

describe('commands', () => {
  const commands = packages.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}));

  /**
   * `npx tallystick` runs whatever a stranger publishes under that name where the command isn't installed, so a command
   * is always run by the package that holds it, whose scope is the project's own.
   */
  test('default: nothing tells to run one by a name that anybody could take', () => {
    expect(commands.sort()).toEqual(['tallystick', 'tallystick-sequencer']);
    const files = textFilesBelow('');
    expect(files.length).toBeGreaterThan(500);
    const runs = files.flatMap((file) =>
      [...readText(file).matchAll(/\b(?:npx|npm exec|npm x|pnpm dlx|pnpx|yarn dlx|bunx)\b([^\n`]*)/g)].map(
        ([line, rest = '']) => ({ file, line, rest }),
      ),
    );
    const bare = runs.filter(({ rest }) => {
      const [, ...words] = rest.split(/\s+/);
      const at = words.findIndex((word) => commands.includes(word));
      return at !== -1 && !/-p @tallystick\/(prover|sequencer)$/.test(words.slice(0, at).join(' '));
    });
    expect(bare.map(({ file, line }) => `${file}: ${line}`)).toEqual([]);
    expect(runs.filter(({ rest }) => / -p @tallystick\/\w+ tallystick/.test(rest)).length).toBeGreaterThanOrEqual(3);
  });

  test("default: each is run by its own package's name in that package's README", () => {
    for (const { folder, manifest } of packages) {
      for (const command of Object.keys(manifest.bin ?? {})) {
        expect(readText(`${folder}/README.md`)).toContain(`npx -p ${manifest.name} ${command} `);
      }
    }
  });
});

/** What is made or installed, and these tests, which name what they forbid. */
const SKIPPED = ['node_modules', 'dist', '.git', '.cache', 'out', 'cache', 'generated', 'test/packages'];

function textFilesBelow(folder: string): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (SKIPPED.includes(entry.name) || SKIPPED.includes(path)) return [];
    if (entry.isDirectory()) return textFilesBelow(path);
    return /\.(md|m?ts|mjs|json|sh|yml|service)$/.test(path) || path === '.ci/run' ? [path] : [];
  });
}
