import { expect, test } from 'vitest';
import type { ProgressEvent } from '../core/progress/ProgressEvent.js';
import { createProgressReporter } from './createProgressReporter.js';

const events: ProgressEvent[] = [
  { step: 'reference-string', status: 'start', detail: '10 points' },
  { step: 'reference-string', status: 'progress', detail: '10 points', fraction: 0.5 },
  { step: 'reference-string', status: 'done', detail: '10 points', ms: 1234 },
  { step: 'reference-string', status: 'notice', detail: 'INSECURE' },
  { step: 'prove', status: 'start' },
  { step: 'prove', status: 'done', ms: 12_345 },
];

function written(parameters: { isTty?: boolean; isTTY?: boolean; columns?: number }): string {
  let text = '';
  const { isTty, ...stream } = parameters;
  const onProgress = createProgressReporter({
    stream: { ...stream, write: (more) => (text += more) },
    ...(isTty === undefined ? {} : { isTty }),
  });
  for (const event of events) onProgress(event);
  return text;
}

test('default: plain lines where there is no terminal, without the fractions', () => {
  expect(written({}).split('\n')).toEqual([
    'reference string: 10 points …',
    'reference string: 10 points done (1.23 s)',
    'notice: INSECURE',
    'prove …',
    'prove done (12.3 s)',
    '',
  ]);
});

test('behavior: one line that is redrawn on a terminal', () => {
  const clear = '\r\u001b[2K';
  expect(written({ isTTY: true })).toBe(
    [
      `${clear}… reference string: 10 points`,
      `${clear}… reference string: 10 points ${'█'.repeat(10)}${'░'.repeat(10)} 50%`,
      `${clear}✔ reference string: 10 points (1.23 s)\n`,
      `${clear}! INSECURE\n`,
      `${clear}… prove`,
      `${clear}✔ prove (12.3 s)\n`,
    ].join(''),
  );
  expect(written({ isTTY: false, isTty: true })).toContain(clear);
});

test('behavior: a running line never wraps', () => {
  const [, start = ''] = written({ isTty: true, columns: 12 }).split('\r\u001b[2K');
  expect(start).toBe('… reference');
});
