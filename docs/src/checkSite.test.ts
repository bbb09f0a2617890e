import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkSite } from './checkSite.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function siteOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-site-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('default: nothing is wrong where files and anchors are there', () => {
  const site = siteOf({
    'index.html':
      '<link rel="stylesheet" href="style.css"><a href="a/b%20c.html?x=1#d&amp;e">1</a><a href="#f">2</a><h1 id="f">',
    'style.css': '',
    'a/b c.html': '<h2 id="d&amp;e"></h2><a href="../index.html">3</a><a href="https://example.org/">4</a>',
  });
  expect(checkSite(site)).toEqual([]);
});

test('error: a file, an anchor, or a way of linking that nobody resolved', () => {
  const site = siteOf({
    'index.html': '<a href="a.html">1</a><a href="#b">2</a><a href="error:c/d">3</a><a href="./">4</a>',
  });
  expect(checkSite(site)).toEqual([
    "index.html links a.html, which isn't there",
    'index.html links #b, but index.html has no such anchor',
    "index.html links error:c/d, which isn't there",
    "index.html links ./, which isn't there",
  ]);
});

test('error: what a page would load from elsewhere', () => {
  const site = siteOf({
    'index.html': '<script src="https://example.org/a.js"></script><img src="//example.org/b.png">',
  });
  expect(checkSite(site)).toEqual([
    'index.html loads https://example.org/a.js',
    'index.html loads //example.org/b.png',
  ]);
});
