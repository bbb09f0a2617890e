import { expect, test } from 'vitest';
import { anchorErrors, resolveErrorLinks } from './errorLinks.js';
import { anchorLines, resolveSourceLinks } from './sourcePages.js';

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
