import { readdirSync, readFileSync } from 'node:fs';

/**
 * The largest resident memory so far of this process and of each of its children, in MiB by the process's name. Children are read
 * from /proc, which only Linux has.
 */
export function peakMemoryMb(): Record<string, number> {
  const peaks: Record<string, number> = { node: Math.round(process.resourceUsage().maxRSS / 1024) };
  for (const { name, peakMb } of childPeaks(process.pid)) peaks[name] = Math.max(peaks[name] ?? 0, peakMb);
  return peaks;
}

function childPeaks(parent: number): { name: string; peakMb: number }[] {
  const peaks: { name: string; peakMb: number }[] = [];
  let entries: string[];
  try {
    entries = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    return peaks;
  }
  for (const entry of entries) {
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
      if (Number(field('PPid')) !== parent) continue;
      peaks.push({ name: field('Name'), peakMb: Math.round(Number.parseInt(field('VmHWM'), 10) / 1024) });
    } catch {
      // The process ended while we were looking.
    }
  }
  return peaks;
}
