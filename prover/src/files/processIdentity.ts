import { readFile } from 'node:fs/promises';

/**
 * What tells a process from a later one with the same number: when it began, and the boot. Undefined where the system doesn't say (it does
 * on Linux), or when there is no such process.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The name, in brackets, may hold anything; the start is the 22nd field, the 20th after it.
    const begun = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return begun === undefined ? undefined : `${boot.trim()}/${begun}`;
  } catch {
    return undefined;
  }
}
