import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Process = { pid: number; parent: number; kib: number };

/**
 * Looks again and again at the resident memory of a process and of everything that it started, and says once when it is more than it may
 * be. Where memory can't be read it says nothing.
 *
 * @param onExceeded Gets the memory taken, in MiB.
 * @returns ends the watching
 */
export function watchMemory(
  pid: number,
  { limitMib, intervalMs = 500 }: { limitMib: number; intervalMs?: number },
  onExceeded: (takenMib: number) => void,
): () => void {
  let isOver = false;
  const timer = setInterval(async () => {
    const takenMib = await memoryOf(pid).catch(() => 0);
    if (isOver || takenMib <= limitMib) return;
    isOver = true;
    clearInterval(timer);
    onExceeded(takenMib);
  }, intervalMs);
  timer.unref();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** Resident memory of a process and its descendants, in MiB. */
async function memoryOf(pid: number): Promise<number> {
  const processes = process.platform === 'linux' ? await readProc() : await readPs();
  const counted = new Set([pid]);
  // A child may be listed before its parent, so until nothing is added any more.
  for (let size = 0; size < counted.size; ) {
    size = counted.size;
    for (const each of processes) if (counted.has(each.parent)) counted.add(each.pid);
  }
  return processes.reduce((sum, each) => sum + (counted.has(each.pid) ? each.kib : 0), 0) / 1024;
}

async function readProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (name) => {
      // Ended meanwhile: it takes nothing.
      const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
      const field = (key: string) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      return { pid: Number(name), parent: field('PPid'), kib: field('VmRSS') };
    }),
  );
  return found.filter(({ kib }) => kib > 0);
}

async function readPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = 0, parent = 0, kib = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent, kib };
    });
}
