import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process of this machine. */
export type ListedProcess = { pid: number; parent: number; command: string };

/** All processes that run now. One that ends meanwhile may be missing. */
export async function listProcesses(): Promise<ListedProcess[]> {
  return process.platform === 'linux' ? readProc() : readPs();
}

async function readProc(): Promise<ListedProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (name) => {
      const [status, command] = await Promise.all(
        ['status', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
      );
      const parent = Number(/^PPid:\s*(\d+)/m.exec(status ?? '')?.[1] ?? 0);
      return { pid: Number(name), parent, command: (command ?? '').replaceAll('\0', ' ').trim() };
    }),
  );
  // Without a command: of the kernel, or ended and not yet collected.
  return found.filter(({ command }) => command !== '');
}

async function readPs(): Promise<ListedProcess[]> {
  const { stdout } = await run('ps', ['-axwwo', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
