#!/usr/bin/env node
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { serializeReceipt, signReceipt, unloadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { startNativeSignatures } from '@tallystick/prover/proving';
import type { LoadFigures, LoadOrder, LoadRun } from './LoadOrder.js';

/**
 * A process of its own that makes the load, so that it doesn't share the service's event loop. Gets a `LoadOrder`, then one `LoadRun` after
 * the other, and answers each with its `LoadFigures`.
 */
let order: LoadOrder | undefined;
/** Units acknowledged so far, by client. */
const units: bigint[] = [];

process.on('message', (message: LoadOrder | LoadRun) => {
  if ('url' in message) {
    order = message;
    units.push(...message.clients.map(() => 0n));
    void startNativeSignatures().then(() => process.send?.({ ready: true }));
    return;
  }
  void run(message).then((figures) => process.send?.(figures));
});
process.once('disconnect', () => unloadCrypto());

async function run({ seconds, perSecond }: LoadRun): Promise<LoadFigures> {
  if (!order) throw new Error('The order comes first');
  const { url, domain, token, clients } = order;
  const agent = new Agent({ keepAlive: true, maxSockets: clients.length });
  // Signed ahead as far as this measures the service at its limit; at a given rate there is time to sign on the way.
  const ahead = perSecond === undefined ? Math.ceil((seconds * 3000) / clients.length) : 0;
  const bodies = clients.map((_, client) => Array.from({ length: ahead }, () => nextBody(client)));
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;

  async function drive(client: number): Promise<void> {
    const everyMs = perSecond === undefined ? 0 : (1000 * clients.length) / perSecond;
    let dueAt = startedAt + everyMs * (client / clients.length);
    for (let sent = 0; performance.now() < endAt; sent++) {
      if (everyMs > 0) {
        if (dueAt >= endAt) break;
        const waitMs = dueAt - performance.now();
        if (waitMs > 0) await delay(waitMs);
      }
      const body = bodies[client]?.[sent] ?? nextBody(client);
      // From when it was due, so that a slow answer isn't hidden by what it kept from being sent.
      const sentAt = everyMs > 0 ? Math.min(dueAt, performance.now()) : performance.now();
      const status = await post(agent, { url: `${url}/v1/settlements`, token, body });
      latencies.push(performance.now() - sentAt);
      if (status !== 202) refused[status] = (refused[status] ?? 0) + 1;
      dueAt += everyMs;
    }
  }

  function nextBody(client: number): string {
    const { serial, privateKey } = clients[client] as LoadOrder['clients'][number];
    units[client] = (units[client] ?? 0n) + 1n;
    const used = { ...ZERO_UNITS, computeUnitSeconds: units[client] ?? 0n };
    return JSON.stringify(
      serializeReceipt(signReceipt({ domain: BigInt(domain), serial, units: used, privateKey: BigInt(privateKey) })),
    );
  }

  await Promise.all(clients.map((_, client) => drive(client)));
  const tookSeconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2));
  const accepted = latencies.length - Object.values(refused).reduce((sum, count) => sum + count, 0);
  return {
    accepted,
    seconds: tookSeconds,
    acceptedPerSecond: Math.round(accepted / tookSeconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    refused,
  };
}

type Post = { url: string; token: string; body: string };

/** The answer's status; 0 when there was none. */
function post(agent: Agent, { url, token, body }: Post): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', () => resolve(0));
    sent.end(body);
  });
}
