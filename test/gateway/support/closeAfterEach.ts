import { afterEach } from 'vitest';

/** Once in a file: has closed after each test what it was given meanwhile, the last first. */
export function closeAfterEach(): (close: () => unknown) => void {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return (close) => void closers.push(close);
}
