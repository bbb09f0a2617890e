import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  loadCrypto,
  parseReceipt,
  publicKeyOf,
  serializeReceipt,
  verifyReceipt,
} from '@tallystick/prover/core';
import { loadStatementArtifacts, type StatementArtifacts } from '@tallystick/prover/proving';
import { serializeUsageProof, type UsageProof } from '@tallystick/prover/statements';
import type { Browser } from 'playwright-core';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compute, createTestProvider, PRIVATE_KEY } from '../support/createTestProvider.js';
import type { PayPage } from './pages/pay/main.js';
import type { VerifyPage } from './pages/verify/main.js';
import { type Bundle, type Bundler, bundleWithEsbuild, bundleWithVite, gzippedBytes } from './support/bundle.js';
import { CHROMIUM_RUNS, launchChromium } from './support/launchChromium.js';
import { type OpenPage, openPage } from './support/openPage.js';
import { proveSampleUsage } from './support/proveSampleUsage.js';
import { STRICT, WITH_WASM } from './support/servePage.js';

/** Most that a page may load to pay, in bytes as sent. */
const MAX_PAYING_BYTES = 100_000;
const MIN_SIGNATURES_PER_SECOND = 200;
/** One of anvil's published keys: nobody's money. */
const WALLET = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

const BUNDLERS = [
  { name: 'esbuild', bundle: once(bundleWithEsbuild) },
  { name: 'Vite', bundle: once(bundleWithVite) },
];

/** Each page is bundled when it is first asked for. */
function once(bundle: Bundler): Bundler {
  const bundled = new Map<string, Promise<Bundle>>();
  return (page) => {
    const made = bundled.get(page) ?? bundle(page);
    bundled.set(page, made);
    return made;
  };
}

await loadCrypto();

beforeAll(async () => {
  // Bundlers without configuration find what was built, and not the sources.
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  await promisify(execFile)(process.execPath, [tsc, '-b', 'prover'], { cwd }).catch(({ stdout }) => {
    throw new Error(`the prover doesn't build:\n${stdout}`);
  });
});

describe.each(BUNDLERS)('bundled by $name without configuration', ({ bundle }) => {
  test('default: a page loads little to pay', async () => {
    expect(gzippedBytes(await bundle('pay'))).toBeLessThan(MAX_PAYING_BYTES);
  });
});

describe.skipIf(!CHROMIUM_RUNS)('in Chromium, which runs on Linux on x64 alone', () => {
  let browser: Browser;
  let stop: () => Promise<void> = async () => {};
  beforeAll(async () => {
    ({ browser, stop } = await launchChromium());
  });
  afterAll(() => stop());

  describe.each(BUNDLERS)('a page that pays, bundled by $name', ({ bundle }) => {
    const provider = createTestProvider();
    const { domain } = provider;
    const receipt = { domain, serial: 7, units: compute(5), privateKey: PRIVATE_KEY };
    const owner = publicKeyOf(PRIVATE_KEY);
    let page: OpenPage<PayPage>;
    beforeAll(async () => {
      page = await openPage<PayPage>({
        browser,
        bundle: await bundle('pay'),
        policy: STRICT,
        gateway: provider.gateway,
      });
    });
    afterAll(() => page.close());

    test('default: derives the keys of a wallet that Node derives', async () => {
      const { privateKey: root } = await deriveAccountKey(privateKeyToAccount(WALLET));
      const parameters = { root, index: 0, domain };
      expect(await page.call('deriveKeys', { wallet: WALLET, domain })).toEqual({
        root,
        allowance: deriveAllowanceKey(parameters),
        viewKey: deriveViewKey(parameters),
      });
    });

    test('default: signs receipts that Node accepts, and accepts those of Node', async () => {
      const signed = await page.call('sign', receipt);
      expect(verifyReceipt({ receipt: parseReceipt(signed), owner })).toBe(true);
      const ours = serializeReceipt(provider.sign(compute(5)));
      expect(await page.call('isSigned', { receipt: ours, owner })).toBe(true);
      expect(await page.call('isSigned', { receipt: { ...ours, serial: 8 }, owner })).toBe(false);
    });

    test('default: pays a gateway', async () => {
      const url = `${page.origin}/work`;
      const allowance = provider.consumer(page.origin);
      const answer = await page.call('pay', { url, allowance, maxAmount: 100n });
      expect(answer).toEqual({ status: 200, body: 'done', paid: [6n] });
      expect(await provider.store.get(7)).toMatchObject({ used: compute(3), receipt: { units: compute(3) } });
    });

    test('behavior: signs fast enough to pay for every request', async () => {
      const { signatures, verifications } = await page.call('measure', { receipt, owner });
      console.log(`${Math.round(signatures)} signatures and ${Math.round(verifications)} verifications a second`);
      expect(signatures).toBeGreaterThan(MIN_SIGNATURES_PER_SECOND);
    });

    test('behavior: nothing that the content security policy refuses', () => {
      expect(page.problems).toEqual([]);
    });
  });

  describe.each(BUNDLERS)('a page that verifies, bundled by $name', ({ bundle }) => {
    let artifacts: StatementArtifacts<'usage'>;
    let proof: UsageProof;
    let page: OpenPage<VerifyPage>;
    beforeAll(async () => {
      artifacts = await loadStatementArtifacts({ statement: 'usage' });
      proof = await proveSampleUsage(artifacts);
      page = await openPage<VerifyPage>({
        browser,
        bundle: await bundle('verify'),
        policy: WITH_WASM,
        gateway: createTestProvider().gateway,
      });
    });
    afterAll(() => page.close());

    test('default: accepts a usage proof, and refuses one that states or proves something else', async () => {
      const { verificationKey } = artifacts;
      const given = { verificationKey, proof: serializeUsageProof(proof), expected: proof };
      expect(await page.call('verify', given)).toBe(true);
      expect(await page.call('verify', { ...given, expected: { ...proof, serial: proof.serial + 1 } })).toBe(false);
      const { a, b, c } = proof.proof;
      const changed = serializeUsageProof({ ...proof, proof: { a: c, b, c: a } });
      expect(await page.call('verify', { ...given, proof: changed })).toBe(false);
    });

    test('behavior: nothing that the content security policy refuses', () => {
      expect(page.problems).toEqual([]);
    });

    test('behavior: the policy holds, and what it refuses is seen', async () => {
      const { call, problems, close } = await openPage<{ startWorker(): void }>({
        browser,
        bundle: new Map([
          ['/index.html', '<!doctype html><script src="/main.js"></script>'],
          ['/main.js', 'globalThis.startWorker = () => { new Worker(URL.createObjectURL(new Blob([""]))); };'],
        ]),
        policy: WITH_WASM,
        gateway: createTestProvider().gateway,
      });
      await call('startWorker');
      await expect.poll(() => problems).toEqual([expect.stringContaining('Content Security Policy')]);
      await close();
    });
  });
});
