/** Unix seconds with the same moment in ISO 8601, or "never" for 0. */
export function timeText(unixSeconds: number): string {
  if (unixSeconds === 0) return 'never';
  // Beyond what a Date can hold, only the number is shown.
  if (unixSeconds > 8_640_000_000_000) return String(unixSeconds);
  return `${unixSeconds} (${new Date(unixSeconds * 1000).toISOString().replace('.000Z', 'Z')})`;
}
