import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { outsideEnvironment } from '../../bench/house/outsideEnvironment.js';
import { readText } from '../packages/readPackages.js';

/** What the README promises. */
const MAX_LINES = 8;
const FIRST_SECONDS = 180;
const SECOND_SECONDS = 20;
const BUSY_MS = 8_000;
/** How long a step may take before the test gives up on it: promises are kept or broken by what was measured. */
const PATIENCE_MS = 280_000;

const packed = inject('packed');
const readme = readText('README.md');
const section = readme.slice(readme.indexOf('## From nothing to a paid request'));
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? '';
/** What a user types, without what is said beside it. */
const lines = block('sh')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'));
const indexOf = (part: string): number => lines.findIndex((line) => line.includes(part));
const [installAt, devAt, serviceAt] = [indexOf('npm install'), indexOf('tallystick dev'), indexOf('node service.mjs')];

let folder: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-quickstart-'));
  // As root the database runs as its own user, who has to reach its folder in here.
  await chmod(folder, 0o711);
});
afterAll(async () => {
  for (const child of running) await stop(child);
  await rm(folder, { recursive: true, force: true });
});

/** A line in a shell of its own, as in a terminal of its own: its processes are a group, which a Ctrl-C reaches as a whole. */
function type(line: string): { child: ChildProcess; text: () => string } {
  const child = spawn('bash', ['-c', line], { cwd: folder, env: outsideEnvironment(), detached: true });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return { child, text: () => text };
}

async function typed(line: string): Promise<string> {
  const { child, text } = type(line);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${line} ended with ${code}:\n${text()}`);
  return text();
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, told: () => string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`${what}: not in time\n${told()}`);
    await delay(100);
  }
}

/** Starts the network by a line, and waits until it says that it is ready; gives the seconds too. */
async function startNetwork(line: string): Promise<{ network: ChildProcess; seconds: number }> {
  const startMs = performance.now();
  const { child, text } = type(line);
  await until(line, () => text().includes('Ready.') || child.exitCode !== null, text);
  if (child.exitCode !== null) throw new Error(`${line} ended with ${child.exitCode}:\n${text()}`);
  return { network: child, seconds: (performance.now() - startMs) / 1000 };
}

/** Ctrl-C. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const closed = once(child, 'close');
  process.kill(-child.pid, 'SIGINT');
  await closed;
}

/** The user's second terminal, in which lines are typed one after the other. */
function openTerminal() {
  const { child, text } = type('exec bash');
  return {
    text,
    child,
    type: (line: string) => child.stdin?.write(`${line}\n`),
    async close(): Promise<void> {
      const closed = once(child, 'close');
      child.stdin?.end('kill $(jobs -p)\n');
      await closed;
    },
  };
}

const answers = (url: string) => fetch(url).then(Boolean, () => false);
const shown = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

test("default: the README's lines lead from an empty folder to a paid request of one's own service, and on from there", {
  timeout: 900_000,
}, async () => {
  expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
  expect([installAt, devAt, serviceAt]).toEqual([0, 1, 3]);
  // On a machine that is busy, the service takes longer than the command that pays.
  const isBusy = `await new Promise((resolve) => setTimeout(resolve, ${BUSY_MS}));`;
  await writeFile(join(folder, 'service.mjs'), `${isBusy}\n${block('js')}`);
  const startMs = performance.now();
  // Nothing is published yet: the tarballs stand for the packages, and for what these bring along.
  const install = (lines[installAt] ?? '')
    .replace(
      '@tallystick/prover',
      packed
        .filter(({ name }) => name !== '@tallystick/sequencer')
        .map(({ tarball }) => tarball)
        .join(' '),
    )
    .replace('@tallystick/sequencer', packed.find(({ name }) => name === '@tallystick/sequencer')?.tarball ?? '');
  await typed(install);
  const first = await startNetwork(lines[devAt] ?? '');
  const second = openTerminal();
  // At once, as whoever pastes them does.
  second.type(lines.slice(devAt + 1).join('\n'));
  await until('the paid request', () => second.text().includes('{"hello":"world"}'), second.text);
  const firstSeconds = (performance.now() - startMs) / 1000;
  expect(second.text()).toContain('HTTP/1.1 200 OK');
  await until('what was signed', () => second.text().includes('signed for 500 token base units more'), second.text);
  console.log(
    `quickstart: ${lines.length} lines, ${firstSeconds.toFixed(0)} s, of which dev ${first.seconds.toFixed(0)} s`,
  );
  expect(firstSeconds).toBeLessThan(FIRST_SECONDS);

  const pay = (name: string) => `${lines.at(-1)} --json ${name}`;
  await stop(first.network);
  const again = await startNetwork(lines[devAt] ?? '');
  // A project's commits have nothing of it.
  expect((await readFile(join(folder, '.tallystick', '.gitignore'), 'utf8')).split('\n')).toContain('/env');
  console.log(`second start: ${again.seconds.toFixed(1)} s`);
  expect(again.seconds).toBeLessThan(SECOND_SECONDS);
  second.type(pay('again.json'));
  await until('the second payment', () => shown('again.json').then(Boolean, () => false), second.text);
  const deployed = await shown('.tallystick/deployment.json');
  // Receipts are cumulative: the one from before the stop counts.
  expect(await shown('again.json')).toMatchObject({
    status: 200,
    amount: '500',
    receipts: [{ units: { computeUnitSeconds: '2' } }],
  });

  const dev = '. .tallystick/env; tallystick dev';
  const somebody = '0x1000000000000000000000000000000000000001';
  expect(await typed(`${dev} faucet ${somebody} 5`)).toContain(`${somebody} got 5 token base units`);
  await expect(typed(dev)).rejects.toThrow('error sequencer/dev-running:');
  // Found out before anything is made.
  await expect(typed(`${dev} --data-dir other`)).rejects.toThrow('error sequencer/dev-ports-taken:');
  expect(existsSync(join(folder, 'other'))).toBe(false);

  await second.close();
  await stop(again.network);
  const anew = await startNetwork((lines[devAt] ?? '').replace(/ dev\b/, ' dev --reset'));
  const third = openTerminal();
  third.type('. .tallystick/env; node service.mjs &');
  await until('the service', () => answers('http://127.0.0.1:8080/'), third.text);
  third.type(pay('anew.json'));
  await until('the payment after the reset', () => shown('anew.json').then(Boolean, () => false), third.text);
  expect(await shown('anew.json')).toMatchObject({ status: 200, receipts: [{ units: { computeUnitSeconds: '1' } }] });
  expect((await shown('.tallystick/deployment.json')).rollup).not.toBe(deployed.rollup);
  await third.close();
  await stop(anew.network);
});
