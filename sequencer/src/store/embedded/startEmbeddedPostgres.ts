import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, open, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '@tallystick/prover/files';
import pg from 'pg';
import { childEnvironment } from '../../config/childEnvironment.js';
import { sequencerError } from '../../errors.js';
import { writeOnce } from '../../util/writeOnce.js';
import { findPostgres } from './findPostgres.js';
import { makeFolder } from './makeFolder.js';
import { type PostgresUser, postgresUser } from './postgresUser.js';
import { reachableBinaries, reachableCluster } from './reachable.js';

const run = promisify(execFile);

/** A running PostgreSQL of the sequencer's own. */
export type EmbeddedPostgres = {
  /** Connection string, with the password. Secret. */
  url: string;
  /** Process id of the server. */
  pid: number;
  /** Whether it ran already: another sequencer's, or left behind by one that was killed. */
  wasRunning: boolean;
  /** Shuts the server down in order; what is committed stays in the data directory. */
  stop(): Promise<void>;
};

/** Said in full: what is left out is taken from variables such as PGSSLMODE, which are meant for another database. */
const ownOptions = 'sslmode=disable&client_encoding=UTF8&options=-c%20client_min_messages%3Dnotice';

/**
 * Starts the PostgreSQL that comes with the package, on a free loopback port, with its cluster in the data directory. The password is
 * random and kept beside it, readable by the owner only. A server that a killed sequencer left behind is taken over.
 *
 * The server runs in a session of its own, so that a Ctrl-C at the terminal reaches the sequencer alone, which stops it last.
 *
 * @throws sequencer/embedded-postgres
 *
 * @example
 * import { startEmbeddedPostgres } from '@tallystick/sequencer';
 *
 * const { url, stop } = await startEmbeddedPostgres({ dataDir: 'data/postgres' });
 * await stop();
 */
export async function startEmbeddedPostgres({
  dataDir,
  stopWithinMs = 15_000,
}: {
  dataDir: string;
  /** How long a server may take to stop in order, before it is made to end at once, which loses nothing either. */
  stopWithinMs?: number;
}): Promise<EmbeddedPostgres> {
  const user = await postgresUser();
  const native = await reachableBinaries(await findPostgres(), user);
  const cluster = await reachableCluster(dataDir, user);
  // Readable by this user alone; PostgreSQL's goes through it, to its cluster.
  await makeFolder(resolve(dataDir), user ? 0o711 : 0o755);
  const password = await readPassword(resolve(dataDir));
  const urlOf = ({ port }: { port: number }) =>
    `postgresql://tallystick:${password}@127.0.0.1:${port}/postgres?${ownOptions}`;
  const log = join(dirname(cluster), 'postgres.log');
  const use = async (server: { pid: number; port: number }, wasRunning: boolean): Promise<EmbeddedPostgres> => {
    const url = urlOf(server);
    await untilReady(url, server.pid, log);
    return { url, pid: server.pid, wasRunning, stop: () => shutDown(server.pid, cluster, stopWithinMs) };
  };

  const running = await findUsable(cluster, stopWithinMs);
  if (running) return use(running, true);
  const own = await launch({ native, cluster, password, user });
  try {
    return await use(own, false);
  } catch (error) {
    // Of two that start in one directory at once, the server of one ends by itself; it is the other's that serves both.
    const other = await findOther(cluster, own.pid);
    if (other) return use(other, true);
    await shutDown(own.pid, cluster, stopWithinMs).catch(() => {});
    throw error;
  }
}

/** The server of another that was started at the same moment, and may be about to note itself. */
async function findOther(cluster: string, ownPid: number): Promise<Running | undefined> {
  for (let attempt = 0; attempt < 20 && !isAlive(ownPid); attempt++) {
    const found = await findRunning(cluster);
    if (found && found.pid !== ownPid) return found;
    await delay(50);
  }
  return undefined;
}

async function readPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres.password');
  await writeOnce(file, randomBytes(32).toString('hex'));
  return readFile(file, 'utf8');
}

/** The server that runs, once one that is stopping has ended: whoever stops it may be gone, or it may hang. */
async function findUsable(cluster: string, stopWithinMs: number): Promise<Running | undefined> {
  const running = await findRunning(cluster);
  if (!running?.isStopping) return running;
  if (!(await hasEnded(running.pid, cluster, stopWithinMs))) await endAtOnce(running.pid, cluster);
  return undefined;
}

type Running = { pid: number; port: number; isStopping: boolean };

/** The server that postmaster.pid names, if it lives: line 1 is its process id, line 4 its port, line 8 what it is at. */
async function findRunning(cluster: string): Promise<Running | undefined> {
  const { pid, port, state } = await readNote(cluster);
  if (!(pid > 0) || !(port > 0) || !isAlive(pid) || !(await isServerOf(pid, cluster))) return undefined;
  return { pid, port, isStopping: state === 'stopping' };
}

async function readNote(cluster: string): Promise<{ pid: number; port: number; state: string }> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), state: (lines[7] ?? '').trim() };
}

/** Whether a process is this cluster's server: after a kill or a reboot its number may be any other process's. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (command === undefined) return true; // the system doesn't say
  const [program = '', ...given] = command.split('\0');
  if (basename(program) !== 'postgres') return false;
  const paths = await Promise.all([cluster, ...given].map((path) => realpath(path).catch(() => path)));
  return paths.lastIndexOf(paths[0] ?? '') > 0;
}

type Launch = { native: string; cluster: string; password: string; user: PostgresUser | undefined };

async function launch({ native, cluster, password, user }: Launch): Promise<{ pid: number; port: number }> {
  const parent = dirname(cluster);
  await makeFolder(parent, 0o755);
  for (const name of ['postgres', 'initdb', 'pg_ctl']) await chmod(join(native, 'bin', name), 0o755).catch(() => {});
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise({ native, cluster, password, user });
  const port = await freePort();
  const log = await open(join(parent, 'postgres.log'), 'a', 0o600);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: `${port}`,
    logging_collector: 'off',
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster, ...flags], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    // A number in postmaster.pid that is another process's by now would keep the server from starting. It takes no notice of this one, as
    // pg_ctl makes it take none of its own shell, and still looks whether anybody uses the cluster's memory.
    env: { ...childEnvironment(), LC_ALL: 'C', PG_GRANDPARENT_PID: `${(await readNote(cluster)).pid}` },
  });
  try {
    await new Promise<void>((done, fail) => child.once('spawn', done).once('error', fail));
  } catch (cause) {
    throw sequencerError('sequencer/embedded-postgres', { cause });
  } finally {
    await log.close();
  }
  child.unref();
  return { pid: child.pid ?? 0, port };
}

/** Makes the cluster beside its place and moves it there when it is whole; another sequencer may have been faster. */
async function initialise({ native, cluster, password, user }: Launch): Promise<void> {
  const making = `${cluster}.${randomBytes(8).toString('hex')}`;
  const passwordFile = `${making}.initdb`;
  try {
    await mkdir(making, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) {
      await chown(making, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    const flags = ['--username=tallystick', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
    await run(join(native, 'bin', 'initdb'), [`--pgdata=${making}`, `--pwfile=${passwordFile}`, ...flags], {
      ...user,
      cwd: '/',
      env: { ...childEnvironment(), LC_ALL: 'C' },
    });
    await rename(making, cluster).catch((error: unknown) => {
      if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
    });
  } catch (cause) {
    throw sequencerError('sequencer/embedded-postgres', {
      message: 'The database could not be initialised.',
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

async function untilReady(url: string, pid: number, log: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      await client.end().catch(() => {});
      const { code } = cause as { code?: string };
      // 57P03: starting up. Anything else that the server itself says will not get better.
      if (!isAlive(pid) || (code !== 'ECONNREFUSED' && code !== '57P03' && code !== 'ECONNRESET')) {
        throw sequencerError('sequencer/embedded-postgres', { facts: { log }, cause });
      }
      await delay(50);
    }
  }
  throw sequencerError('sequencer/embedded-postgres', {
    message: 'PostgreSQL did not start in time.',
    facts: { log },
  });
}

/**
 * SIGINT is PostgreSQL's fast shutdown: sessions end, everything committed is written, which takes long on a busy disk. When it comes while
 * the server recovers from the crash of a session, the server may hang.
 */
async function shutDown(pid: number, cluster: string, withinMs: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  if (!(await hasEnded(pid, cluster, withinMs))) await endAtOnce(pid, cluster);
}

/** SIGQUIT is PostgreSQL's immediate shutdown: what is committed is in the log, out of which the next start brings it back. */
async function endAtOnce(pid: number, cluster: string): Promise<void> {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended a moment ago.
  }
  if (await hasEnded(pid, cluster, 60_000)) return;
  throw sequencerError('sequencer/embedded-postgres', {
    message: 'PostgreSQL did not stop in time.',
    facts: { pid },
  });
}

async function hasEnded(pid: number, cluster: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(pid) && existsSync(join(cluster, 'postmaster.pid'))) {
    if (performance.now() > deadline) return false;
    await delay(25);
  }
  return true;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}
