export type RenamedWarningParameters = {
  /** The name that was given. */
  old: string;
  /** The one that it has now. */
  now: string;
  /** Whether the new one was given too, which then counts. */
  isIgnored: boolean;
};

/** The line for whoever still gives an option or a variable by its old name. */
export function renamedWarning({ old, now, isIgnored }: RenamedWarningParameters): string {
  return isIgnored
    ? `warning: ${old} is now ${now}; both are given, and ${now} counts.`
    : `warning: ${old} is now ${now}; the old name goes with the next release.`;
}
