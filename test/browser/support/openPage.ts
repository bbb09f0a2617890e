import type { Browser } from 'playwright-core';
import { type ServedPage, servePage } from './servePage.js';

/** A page in the browser, what it complained about, and calls to the functions that it put on its global object. */
export type OpenPage<Functions> = {
  origin: string;
  /** Errors, and whatever the content security policy refused. */
  problems: readonly string[];
  call<Name extends keyof Functions & string>(
    name: Name,
    ...args: Functions[Name] extends (...args: infer Args) => unknown ? Args : never
  ): Promise<Functions[Name] extends (...args: never[]) => infer Result ? Awaited<Result> : never>;
  close(): Promise<void>;
};

export async function openPage<Functions>({
  browser,
  ...served
}: ServedPage & { browser: Browser }): Promise<OpenPage<Functions>> {
  const { origin, close } = await servePage(served);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // Chromium also notes each answer of 400 and more, of which a gateway that asks for payment is full.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text());
  });
  await page.goto(origin);
  return {
    origin,
    problems,
    call: (name, ...args) =>
      page.evaluate(
        ([called, given]) =>
          (globalThis as unknown as Record<string, (...args: unknown[]) => never>)[called]?.(...given),
        [name, args] as [string, unknown[]],
      ) as never,
    async close() {
      await page.close();
      await close();
    },
  };
}
