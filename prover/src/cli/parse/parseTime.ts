import { InvalidArgumentError } from 'commander';

/** A point in time as an option states it: absolute, or counted from the moment the command runs. */
export type TimeOption = { unixSeconds: number } | { secondsFromNow: number };

const secondsPer = { m: 60, h: 3600, d: 86_400 } as const;

/**
 * Option parser for a point in time: unix seconds (`1790000000`), an ISO 8601 time with its zone
 * (`2026-12-31T00:00:00Z`), or a distance from now in minutes, hours or days (`+90m`, `+12h`, `+30d`).
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseTime(value: string): TimeOption {
  const relative = /^\+([0-9]{1,7})([mhd])$/.exec(value);
  if (relative !== null) {
    const unit = relative[2] as keyof typeof secondsPer;
    return { secondsFromNow: Number(relative[1]) * secondsPer[unit] };
  }
  if (/^[0-9]{9,12}$/.test(value)) return { unixSeconds: Number(value) };
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$/.test(value)) {
    const milliseconds = Date.parse(value);
    if (!Number.isNaN(milliseconds)) return { unixSeconds: Math.floor(milliseconds / 1000) };
  }
  throw new InvalidArgumentError(
    'Expected a time: unix seconds (1790000000), ISO 8601 with its zone (2026-12-31T00:00:00Z), ' +
      'or a distance from now (+90m, +12h, +30d).',
  );
}
