import { expect, test } from 'vitest';
import {
  anchorErrors,
  anchorLines,
  nameFirstPage,
  resolveErrorLinks,
  resolveRepositoryLinks,
  resolveSourceLinks,
} from './siteLinks.js';

test('default: each line of a source page has its anchor', () => {
  const html = '<pre><code class="ts">one<br/><span>two</span><br/></code><button>Copy</button></pre>';
  expect(anchorLines(html)).toBe(
    '<pre><code class="ts"><span id="L1">one</span>\n<span id="L2"><span>two</span></span>\n<span id="L3"></span>\n</code><button>Copy</button></pre>',
  );
});

test('behavior: a declaration is led to the page of its file, and only named where there is none', () => {
  const link = (path: string) => `<a href="source:${path}#L3" class="external" target="_blank">${path}:3</a>`;
  const urlOf = (path: string) => (path === 'a.ts' ? '../a.html' : undefined);
  expect(resolveSourceLinks(link('a.ts') + link('b.ts'), urlOf)).toBe('<a href="../a.html#L3">a.ts:3</a>b.ts:3');
});

test('behavior: a code of an error leads to its row', () => {
  expect(anchorErrors('<td><code>receipt/malformed</code></td><td><code>status</code></td>')).toBe(
    '<td id="receipt-malformed"><code>receipt/malformed</code></td><td><code>status</code></td>',
  );
  expect(resolveErrorLinks('<a href="error:receipt/malformed">', 'errors.html')).toBe(
    '<a href="errors.html#receipt-malformed">',
  );
});

test('behavior: links to the repository lead to the pages of the site', () => {
  const pages = new Map([
    ['README.md', 'index.html'],
    ['docs/errors.md', 'errors.html'],
    ['examples/README.md', 'examples.html'],
  ]);
  const resolve = (path: string) => resolveRepositoryLinks(`<a href="${path}">`, (file) => pages.get(file));
  const repository = 'https://github.com/tallystick/tallystick';
  expect(resolve(`${repository}#readme`)).toBe('<a href="index.html">');
  expect(resolve(`${repository}/blob/main/docs/errors.md#chain`)).toBe('<a href="errors.html#chain">');
  expect(resolve(`${repository}/tree/main/examples#readme`)).toBe('<a href="examples.html">');
  expect(resolve(`${repository}/issues`)).toBe(`<a href="${repository}/issues">`);
});

test('behavior: a link to the first page names its file', () => {
  expect(nameFirstPage('<a href="./"><a href="../#measured"><a href="../a.html">')).toBe(
    '<a href="./index.html"><a href="../index.html#measured"><a href="../a.html">',
  );
});
