import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { createMemoryReceiptStore, createStaticAllowanceSource } from '@tallystick/prover/provider';
import { rollupAbi } from '@tallystick/verifier-contracts';
import {
  decodePaymentRequiredHeader,
  decodePaymentResponseHeader,
  encodePaymentSignatureHeader,
} from '@x402/core/http';
import { PaymentPayloadV2Schema, PaymentRequiredV2Schema } from '@x402/core/schemas';
import type { PaymentPayload, PaymentRequired } from '@x402/core/types';
import { getAbiItem, parseAbiItem, toFunctionSelector } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  compute,
  createTestProvider,
  DEPLOYMENT,
  NOW,
  type TestProviderOptions,
} from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';
import { ADAPTERS, type Adapter, serveThrough } from './support/serveThrough.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();

/** A provider behind one of the adapters, on a port of its own. */
async function serve(adapter: Adapter, options: TestProviderOptions = {}) {
  const provider = createTestProvider(options);
  const headers = { 'cache-control': 'public, max-age=60' };
  const { origin, close } = await serveThrough(adapter, {
    gateway: provider.gateway,
    units: compute(3),
    description: 'An answer, 42',
    routes: [{ path: '/work', serve: () => ({ headers, body: '42' }) }],
  });
  closeLater(close);
  const used = async () => (await provider.store.get(provider.allowance.serial))?.used ?? ZERO_UNITS;
  return { origin, used, ...provider };
}

function readRequired(response: Response): PaymentRequired {
  const required = decodePaymentRequiredHeader(response.headers.get('payment-required') ?? '');
  expect(PaymentRequiredV2Schema.parse(required)).toEqual(required);
  return required;
}

const extraOf = (response: Response): Record<string, unknown> => readRequired(response).accepts[0]?.extra ?? {};

type TestProvider = Awaited<ReturnType<typeof serve>>;

/** The header that x402's own packages make of a demand and this scheme's payload. */
function signatureFor(provider: TestProvider, required: PaymentRequired, units = compute(3)): string {
  const { payload } = JSON.parse(Buffer.from(provider.pay(provider.sign(units)), 'base64').toString());
  const { accepts, resource, extensions = {} } = required;
  const payment: PaymentPayload = { x402Version: 2, payload, accepted: accepts[0] as never, resource, extensions };
  expect(PaymentPayloadV2Schema.parse(payment)).toEqual(payment);
  return encodePaymentSignatureHeader(payment);
}

describe.each(ADAPTERS)('the headers of %s', (adapter) => {
  test('default', async () => {
    const provider = await serve(adapter);
    const url = `${provider.origin}/work?prompt=1`;
    const refused = await fetch(url);
    expect(refused.status).toBe(402);
    expect(await refused.json()).toMatchObject({ x402Version: 1, accepts: [{ maxAmountRequired: '6' }] });
    const required = readRequired(refused);
    expect(required).toMatchObject({
      x402Version: 2,
      error: expect.stringContaining('signed receipt'),
      resource: { url, description: 'An answer, 42', mimeType: '' },
      accepts: [
        {
          scheme: 'tallystick',
          network: 'eip155:31337',
          amount: '6',
          asset: DEPLOYMENT.token,
          payTo: DEPLOYMENT.rollup,
          extra: { code: 'gateway/payment-required', providerSerial: 2, price: { computeUnitSeconds: '3' } },
        },
      ],
      extensions: {},
    });

    const paid = await fetch(url, { headers: { 'PAYMENT-SIGNATURE': signatureFor(provider, required) } });
    expect([paid.status, await paid.text()]).toEqual([200, '42']);
    expect(decodePaymentResponseHeader(paid.headers.get('payment-response') ?? '')).toEqual({
      success: true,
      transaction: '',
      network: 'eip155:31337',
      payer: '7',
      amount: '6',
      extra: {
        unitsCharged: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' },
        unitsUsed: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' },
        unitsAccepted: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' },
      },
    });
    expect(paid.headers.get('x-payment-response')).toBeNull();
    expect(paid.headers.get('cache-control')).toBe('private, max-age=60');
    expect(await provider.used()).toEqual(compute(3));
  });

  test('behavior: version 1 is answered in version 1', async () => {
    const { origin, pay, sign } = await serve(adapter);
    const paid = await fetch(`${origin}/work`, { headers: { 'x-payment': pay(sign(compute(3))) } });
    expect(paid.status).toBe(200);
    expect(paid.headers.get('x-payment-response')).not.toBeNull();
    expect(paid.headers.get('payment-response')).toBeNull();
  });

  test('behavior: a receipt too low is told what is owed', async () => {
    const provider = await serve(adapter);
    const url = `${provider.origin}/work`;
    const signature = signatureFor(provider, readRequired(await fetch(url)), compute(1));
    const refused = await fetch(url, { headers: { 'PAYMENT-SIGNATURE': signature } });
    expect(refused.status).toBe(402);
    expect(readRequired(refused).accepts[0]?.extra).toMatchObject({
      code: 'gateway/payment-insufficient',
      serial: 7,
      unitsOwed: { computeUnitSeconds: '3' },
    });
  });

  test('behavior: the resource is a URL that headers can carry, of the origin that the gateway is given', async () => {
    const { origin } = await serve(adapter, { origin: 'https://provider.example/' });
    expect(readRequired(await fetch(`${origin}/work?prompt=1`)).resource.url).toBe(
      'https://provider.example/work?prompt=1',
    );
    const long = await fetch(`${origin}/work?prompt=${'1'.repeat(8_000)}`);
    expect(readRequired(long).resource.url).toBe('https://provider.example/work');
  });

  test('behavior: what no payment can help is no demand', async () => {
    const store = createMemoryReceiptStore();
    const provider = await serve(adapter, { store });
    const url = `${provider.origin}/work`;
    const signature = signatureFor(provider, readRequired(await fetch(url)));
    store.charge = async () => {
      throw new Error('disk full');
    };
    const failed = await fetch(url, { headers: { 'PAYMENT-SIGNATURE': signature } });
    expect([failed.status, failed.headers.get('payment-required')]).toEqual([503, null]);
    expect(await failed.json()).toMatchObject({ code: 'gateway/unavailable' });
  });

  test('error: a payment in the other header', async () => {
    const { origin, pay, sign } = await serve(adapter);
    const refused = await fetch(`${origin}/work`, { headers: { 'PAYMENT-SIGNATURE': pay(sign(compute(3))) } });
    expect([refused.status, refused.headers.get('payment-required')]).toEqual([400, null]);
    expect(await refused.json()).toMatchObject({ code: 'gateway/malformed-payment', field: 'PAYMENT-SIGNATURE' });
  });
});

describe('the way to an allowance', () => {
  test('default', async () => {
    const { origin } = await serve('fastify', { sequencer: 'https://user:secret@sequencer.example/' });
    const extra = extraOf(await fetch(`${origin}/work`));
    expect(extra).toMatchObject({
      sequencer: 'https://sequencer.example',
      deployment: DEPLOYMENT,
      providerSerial: 2,
      open: {
        contract: DEPLOYMENT.rollup,
        register: 'https://sequencer.example/v1/accounts',
        command:
          'npx -p @tallystick/prover tallystick allowance open --provider 2 --compute-price 2 --storage-price 3 --egress-price 5 --amount <amount> --expiry <time> --sequencer https://sequencer.example',
      },
    });
    expect(JSON.stringify(extra)).not.toContain('secret');
    const { function: signature } = extra.open as { function: string };
    expect(parseAbiItem(signature as 'function open(uint256)')).toMatchObject({ stateMutability: 'payable' });
    expect(toFunctionSelector(signature)).toBe(toFunctionSelector(getAbiItem({ abi: rollupAbi, name: 'open' })));
  });

  test('behavior: without a sequencer none is named', async () => {
    const { origin } = await serve('fastify');
    const extra = extraOf(await fetch(`${origin}/work`));
    expect(extra).not.toHaveProperty('sequencer');
    expect(extra.open).not.toHaveProperty('register');
  });

  test.each(['sequencer', 'origin'] as const)('error: %s is no URL', (field) => {
    expect(() => createTestProvider({ [field]: 'sequencer.example' })).toThrow(
      expect.objectContaining({ code: 'gateway/bad-configuration', facts: expect.objectContaining({ field }) }),
    );
  });
});

describe('what a client can mend is a demand', () => {
  const settled = { settled: compute(2) };
  test.each<[string, TestProviderOptions]>([
    ['gateway/unknown-allowance', { allowances: createStaticAllowanceSource([]) }],
    ['gateway/allowance-expired', { clock: () => NOW + 86_400 }],
    ['gateway/prices-not-accepted', { prices: { computeUnitSeconds: 3n, storageGibHours: 3n, egressMib: 5n } }],
    ['gateway/wrong-provider', { providerSerial: 3 }],
    ['receipt/lower-than-settled', { allowance: settled }],
    ['gateway/beyond-balance', { allowance: { balance: 1n } }],
  ])('%s', async (code, options) => {
    const provider = await serve('fastify', options);
    const url = `${provider.origin}/work`;
    const required = readRequired(await fetch(url));
    const units = code === 'receipt/lower-than-settled' ? compute(1) : compute(3);
    const header = signatureFor(provider, required, units);
    const payment = JSON.parse(Buffer.from(header, 'base64').toString());
    payment.payload.allowance = { viewKey: `0x${'0'.repeat(63)}9` };
    const refused = await fetch(url, { headers: { 'PAYMENT-SIGNATURE': encodePaymentSignatureHeader(payment) } });
    expect(refused.status).toBe(402);
    expect(readRequired(refused).accepts[0]?.extra).toMatchObject({ code });
    expect(await refused.json()).toMatchObject({ x402Version: 1, code, accepts: [{ scheme: 'tallystick' }] });
  });
});
