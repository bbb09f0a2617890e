import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** As in the images: a user without an entry, and without rights. */
export const CONTAINER_USER = 10_001;

export type RestrictedOptions = {
  command: readonly string[];
  /** All that it has of an environment. */
  env: Readonly<Record<string, string>>;
  /** Where it may write, as on a volume. */
  writable: readonly string[];
  /** An empty folder, which becomes a tmpfs. */
  temporary: string;
  cwd: string;
};

export type Restricted = {
  output: () => string;
  exitCode: () => number | null;
  /** Sends SIGTERM to the process itself, which is the first of its namespace, and resolves with how it ended. */
  stop(): Promise<number | null>;
};

/** Every file system read-only but those named, a tmpfs, then the user, without any right. The variables come from the environment of the script. */
const SCRIPT = `
set -e
for folder in $WRITABLE; do mount --bind "$folder" "$folder"; done
mount -t tmpfs -o size=512m,mode=1777,nosuid,nodev tmpfs "$TEMPORARY"
awk '{ print $2 }' /proc/self/mounts | while read -r point; do
  case "$point" in /proc*|/sys*|/dev*) continue ;; esac
  case " $WRITABLE $TEMPORARY " in *" $point "*) continue ;; esac
  mount -o remount,ro,bind "$point" 2>/dev/null || true
done
cd "$WORKING"
exec setpriv --reuid ${CONTAINER_USER} --regid ${CONTAINER_USER} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
  env -u WRITABLE -u TEMPORARY -u WORKING "$@"
`;

/**
 * Runs a command under a container's restrictions, without an engine: as the first process of a namespace of its own, as a user without
 * an entry, a home or rights, on read-only file systems.
 */
export function runRestricted({ command, env, writable, temporary, cwd }: RestrictedOptions): Restricted {
  assertPossible();
  const child: ChildProcess = spawn(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'sh',
      '-c',
      SCRIPT,
      'sh',
      ...command,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...env, WRITABLE: writable.join(' '), TEMPORARY: temporary, WORKING: cwd },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, 'close') as Promise<[number | null]>;
  return {
    output: () => output,
    exitCode: () => child.exitCode,
    async stop() {
      const { pid } = child;
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
      for (const inner of children.trim().split(' ')) if (inner !== '') process.kill(Number(inner), 'SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

/** A test that can't show what it is for fails, and says what it takes. */
function assertPossible(): void {
  const { status, stderr } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'setpriv', '--version'], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new Error(
    `This test needs namespaces of its own, as root on Linux with util-linux has them: ${stderr ?? 'no unshare'}`,
  );
}
