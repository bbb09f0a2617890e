import { expect, test } from 'vitest';
import { readDoors } from './doors.js';
import { anchorsOf, deadLinksOf, findMarkdown, linksOf, missingPathsOf, pathsOf } from './links.js';
import { HOME, pages } from './pages.js';

test('default: every link between the pages holds where the repository is read', () => {
  const dead = findMarkdown().flatMap((path) => deadLinksOf(path).map((link) => `${path}: ${link}`));
  expect(dead).toEqual([]);
});

test('behavior: every page is on the site, and every page of the site is in the repository', () => {
  expect([HOME, ...pages.map(({ path }) => path)].sort()).toEqual(findMarkdown().sort());
});

test.each(['docs/architecture.md', 'CONTRIBUTING.md'])('behavior: every path that %s names is there', (page) => {
  const doors = readDoors().map(({ name }) => name);
  expect(missingPathsOf(page).filter((path) => !doors.includes(path))).toEqual([]);
});

test('behavior: links in code are no links', () => {
  expect(linksOf('[a](b.md) `[c](d.md)`\n```md\n[e](f.md)\n```\n[g](h.md#i)')).toEqual(['b.md', 'h.md#i']);
});

test('behavior: paths are what has a slash and stands in backticks', () => {
  expect(pathsOf('`prover/src/index.ts`, `docs/`, `a / b`, `POST /v1`, prover/src, `@tallystick/prover/core`')).toEqual(
    ['prover/src/index.ts', 'docs/', '@tallystick/prover/core'],
  );
});

test('behavior: anchors are spelled as repositories spell them', () => {
  const text = '# One two\n## `fee-cap`, “three”\n## One two\n```sh\n# no heading\n```\n## [a](b) (c)\n';
  expect([...anchorsOf(text)]).toEqual(['one-two', 'fee-cap-three', 'one-two-1', 'a-c']);
});
