import type { KillStep } from './planKills.js';

const MESSAGES: Record<string, KillStep> = {
  'sequencer ready': 'ready',
  'batch executed': 'executed',
  'batch proved': 'proved',
  'proof verified': 'verified',
  'transaction sent': 'sent',
  'batch final': 'final',
};

/** The step that a line of a process's log tells of, if it does. */
export function stepOf(line: string): KillStep | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { msg, step, status } = entry as { msg?: unknown; step?: unknown; status?: unknown };
  if (status === 'start' && step === 'witness') return 'solving';
  if (status === 'start' && step === 'prove') return 'proving';
  return typeof msg === 'string' && Object.hasOwn(MESSAGES, msg) ? MESSAGES[msg] : undefined;
}
