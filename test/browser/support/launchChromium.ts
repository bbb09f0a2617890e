import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Whether the Chromium that comes as a package runs here. */
export const CHROMIUM_RUNS = process.platform === 'linux' && process.arch === 'x64';

/**
 * Starts the Chromium of the package @sparticuz/chromium, without a window. The package unpacks it to the system's folder for temporary
 * files, where another run may be just doing the same, so it gets a folder of its own; and unpacks the libraries that a bare machine lacks
 * only on AWS Lambda, so it is told to be there.
 */
export async function launchChromium(): Promise<{ browser: Browser; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-chromium-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const { env } = process;
  try {
    process.env = { ...env, TMPDIR: folder, AWS_EXECUTION_ENV: `AWS_Lambda_nodejs20.x` };
    const { default: packed } = await import('@sparticuz/chromium');
    // The package's own arguments switch off what is tested here, the same-origin policy among it. Without a sandbox, as root has none.
    const browser = await chromium.launch({
      executablePath: await packed.executablePath(),
      args: ['--no-sandbox'],
      env: { ...process.env },
    });
    return {
      browser,
      async stop() {
        await browser.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    process.env = env;
  }
}
