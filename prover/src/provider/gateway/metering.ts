import { Transform } from 'node:stream';
import { MAX_COUNTER } from '../../core/limits.js';
import { coversUnits, type Units, ZERO_UNITS } from '../../core/units.js';
import { toUnits } from '../../core/x402/toUnits.js';
import { x402Error } from '../../core/x402/x402Errors.js';
import type { Gateway } from './gateway.js';

/** A response as the metering of a route sees it, before it is charged. */
export type MeteredResponse<Request> = {
  request: Request;
  statusCode: number;
  /** Bytes of the body. */
  responseBytes: number;
  /** Time since the request was admitted. */
  elapsedMs: number;
};

/** What a route costs: known up front, measured afterwards, or both. Counters left out are 0. */
export type RouteMetering<Request> = {
  /**
   * Units reserved before the request is served, and charged when there is no `meter`. A function sees the request; give
   * the most that it may cost when `meter` measures it.
   */
  units?: Partial<Units> | ((request: Request) => Partial<Units> | Promise<Partial<Units>>);
  /** Units charged, measured once the response is known. Without `units`, nothing is reserved and the gateway must give credit. */
  meter?: (response: MeteredResponse<Request>) => Partial<Units>;
  /** What the consumer pays for, for the demand. */
  description?: string;
};

/**
 * Units to reserve for a request; at once where the route names them, since each wait costs a request some of its time.
 *
 * @throws gateway/bad-configuration when the route's own function gives anything else, and whatever that function throws
 */
export function priceOf<Request>({ units = {} }: RouteMetering<Request>, request: Request): Units | Promise<Units> {
  return typeof units === 'function' ? priceByFunction(units, request) : toUnits(units);
}

async function priceByFunction<Request>(
  units: (request: Request) => Partial<Units> | Promise<Partial<Units>>,
  request: Request,
): Promise<Units> {
  return toUnits(await units(request));
}

/** What a gateway and a settler are content with if nobody says otherwise, in units of each resource. */
export const DEFAULT_MAX_PREPAID_UNITS = 2n ** 24n;

/**
 * How many units of each resource a receipt may run ahead of those charged: as given, or the default.
 *
 * @throws gateway/bad-configuration
 */
export function toMaxPrepaidUnits(given: bigint = DEFAULT_MAX_PREPAID_UNITS): bigint {
  if (typeof given === 'bigint' && given >= 1n && given <= MAX_COUNTER) return given;
  throw x402Error('gateway/bad-configuration', {
    facts: { field: 'maxPrepaidUnits', given, expected: `bigint from 1 to ${MAX_COUNTER}` },
  });
}

/**
 * Checks the metering of a route when it is set up, not when the first request comes.
 *
 * @throws gateway/bad-configuration
 */
export function validateRouteMetering<Request>({ units, meter }: RouteMetering<Request>, { credit }: Gateway): void {
  if (units !== undefined && typeof units !== 'function') toUnits(units);
  if (units !== undefined || (meter !== undefined && !coversUnits(ZERO_UNITS, credit))) return;
  throw x402Error('gateway/bad-configuration', {
    message: 'A paid route needs `units`, or `meter` and a gateway that gives credit',
    facts: { field: meter === undefined ? 'units' : 'credit' },
  });
}

/** Passes a stream on and charges its bytes at the end, or what has passed when it breaks off. */
export function countBytes(charge: (bytes: number) => Promise<string>): Transform {
  let bytes = 0;
  let charged: Promise<unknown> | undefined;
  const chargeOnce = (): Promise<unknown> => {
    charged ??= charge(bytes);
    return charged;
  };
  return new Transform({
    transform(chunk: Buffer | string, encoding, callback) {
      bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
      callback(null, chunk);
    },
    flush(callback) {
      chargeOnce().then(() => callback(), callback);
    },
    destroy(error, callback) {
      chargeOnce().then(
        () => callback(error),
        () => callback(error),
      );
    },
  });
}
