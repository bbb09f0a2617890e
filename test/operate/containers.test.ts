import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { watchOptions } from '../../prover/src/cli/options/watchOptions.js';
import { configRows } from '../../sequencer/src/config/rows.js';
import { CONTAINER_USER } from '../support/runRestricted.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}docs/operate/`;
const file = readFileSync(`${folder}containers/Containerfile`, 'utf8').replace(/\\\n/g, ' ');
const instructions = file.split('\n').filter((line) => /^[A-Z]+ /.test(line));

type Service = {
  build?: { target: string; dockerfile: string; context: string };
  environment?: Record<string, string>;
  secrets?: string[];
  ports?: string[];
  [key: string]: unknown;
};
type Compose = {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, null>;
};
const compose: Compose = parse(readFileSync(`${folder}compose.yaml`, 'utf8'), { merge: true });
const own = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

/** The stages of the Containerfile, each with the instructions of those that it is built on. */
function readStages(): Map<string, string[]> {
  const stages = new Map<string, string[]>();
  let stage: string[] = [];
  for (const instruction of instructions) {
    const [, base = '', name = ''] = /^FROM (\S+) AS (\w+)$/.exec(instruction) ?? [];
    if (name !== '') {
      stage = [...(stages.get(base) ?? [])];
      stages.set(name, stage);
    } else stage.push(instruction);
  }
  return stages;
}

const stages = readStages();
const targets = own.map(([, { build }]) => build?.target ?? '');

test('default: every target runs as the user without rights, ends by SIGTERM, is looked after, and starts no shell', () => {
  expect(targets.sort()).toEqual(['gateway', 'prover', 'sequencer', 'watcher']);
  for (const target of targets) {
    const stage = stages.get(target) ?? [];
    const last = (name: string) => stage.filter((line) => line.startsWith(`${name} `)).at(-1) ?? '';
    expect(last('USER'), target).toBe(`USER ${CONTAINER_USER}:${CONTAINER_USER}`);
    expect(last('STOPSIGNAL'), target).toBe('STOPSIGNAL SIGTERM');
    expect(last('HEALTHCHECK'), target).toMatch(
      /^HEALTHCHECK .* CMD \["node", "\/opt\/tallystick\/containers\/healthy\.mjs", /,
    );
    expect(last('ENTRYPOINT'), target).toMatch(/^ENTRYPOINT \["node", "/);
    // What comes after it could write what root alone should.
    expect(stage.slice(stage.indexOf(last('USER'))).filter((line) => line.startsWith('RUN '))).toEqual([]);
  }
});

test('behavior: the base is named by a whole version, and what is copied and started is there', () => {
  expect(instructions[0]).toMatch(/^ARG NODE_IMAGE=\S+:\d+\.\d+\.\d+-[a-z]+-slim$/);
  const { engines } = JSON.parse(readFileSync(`${root}sequencer/package.json`, 'utf8')) as {
    engines: { node: string };
  };
  const [given, least] = [instructions[0], engines.node].map((text) =>
    (text?.match(/\d+\.\d+\.\d+/)?.[0] ?? '').split('.').map(Number),
  );
  expect(given?.[0]).toBeGreaterThanOrEqual(least?.[0] ?? Number.NaN);
  const copied = instructions.flatMap((line) => /^COPY (docs\/\S+)/.exec(line)?.[1] ?? []);
  const started = [...file.matchAll(/"\/opt\/tallystick\/((?:sequencer|prover)\/bin\/\S+?)"/g)].map(
    ([, name = '']) => name,
  );
  expect(copied.length + started.length).toBeGreaterThan(4);
  expect([...copied, ...started].filter((name) => !existsSync(root + name))).toEqual([]);
});

test('behavior: no secret is in an image, nor in a variable of a service', () => {
  const secrets = Object.values(configRows).flatMap((row) =>
    'secret' in row && row.secret ? [row.env as string] : [],
  );
  expect(secrets).toContain('DATABASE_URL');
  const names = [...secrets, 'TALLYSTICK_PRIVATE_KEY', 'POSTGRES_PASSWORD', 'PROVIDER_VIEW_KEY'];
  for (const name of names) expect(file, name).not.toMatch(new RegExp(`\\b${name}\\b`));
  for (const [service, { environment = {} }] of Object.entries(compose.services)) {
    expect(
      Object.keys(environment).filter((name) => names.includes(name)),
      service,
    ).toEqual([]);
  }
  const ignored = readFileSync(`${folder}containers/Containerfile.dockerignore`, 'utf8').split('\n');
  for (const pattern of ['.git', '**/*.key', '**/.env', 'docs/operate/secrets']) expect(ignored).toContain(pattern);
  expect(readFileSync(`${root}.gitignore`, 'utf8')).toContain('docs/operate/secrets/');
});

test('behavior: every service is restricted, and public on the loopback interface alone', () => {
  for (const [name, service] of own) {
    expect(service, name).toMatchObject({
      read_only: true,
      user: `${CONTAINER_USER}:${CONTAINER_USER}`,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      init: true,
    });
    expect(service.tmpfs, name).toEqual([expect.stringMatching(/^\/tmp:/)]);
    expect(existsSync(`${folder}${service.build?.context}/${service.build?.dockerfile}`), name).toBe(true);
  }
  for (const { ports = [] } of Object.values(compose.services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});

test('behavior: every variable, secret and volume that is named exists', () => {
  const known = new Set<string | undefined>([
    ...Object.values(configRows).map(({ env }) => env),
    ...watchOptions.map(({ env }) => env),
    ...['TALLYSTICK_CONFIG', 'TALLYSTICK_RPC', 'TALLYSTICK_KEY_FILE', 'TALLYSTICK_SEQUENCER'],
  ]);
  const named = [...file.matchAll(/\b(TALLYSTICK_\w+)=/g)].map(([, name = '']) => name);
  for (const { environment = {} } of Object.values(compose.services)) named.push(...Object.keys(environment));
  const ours = named.filter((name) => name.startsWith('TALLYSTICK_'));
  expect(ours.length).toBeGreaterThan(10);
  expect(ours.filter((name) => !known.has(name))).toEqual([]);
  for (const { secrets = [], volumes = [] } of Object.values(compose.services) as (Service & {
    volumes?: string[];
  })[]) {
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(secrets));
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes.map((volume) => volume.split(':')[0])));
  }
  const page = readFileSync(`${folder}containers.md`, 'utf8');
  for (const { file: secret } of Object.values(compose.secrets))
    expect(page).toContain(`\`${secret.replace('./secrets/', '')}\``);
});
