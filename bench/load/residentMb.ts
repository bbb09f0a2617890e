import { execFileSync } from 'node:child_process';

/** Resident memory of a process, in MiB. */
export function residentMb(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', `${pid}`], { encoding: 'utf8' })) / 1024);
}
