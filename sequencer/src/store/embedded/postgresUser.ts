import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sequencerError } from '../../errors.js';

const run = promisify(execFile);

/** User and group that PostgreSQL runs as. */
export type PostgresUser = { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root, so as root (in a container, say) it runs as the user `postgres`, which is created when it is
 * missing. As any other user it runs as that one.
 *
 * @throws sequencer/embedded-postgres
 */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return (await lookUp()) ?? (await create());
  } catch (cause) {
    throw sequencerError('sequencer/embedded-postgres', {
      message: 'PostgreSQL does not run as root, and the user postgres could not be created.',
      remedy: 'Run the sequencer as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
      cause,
    });
  }
}

async function lookUp(): Promise<PostgresUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function create(): Promise<PostgresUser> {
  await run('groupadd', ['--force', 'postgres']);
  await run('useradd', ['--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const user = await lookUp();
  if (!user) throw new Error('useradd made no user postgres');
  return user;
}
