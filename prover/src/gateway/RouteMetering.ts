import type { Units } from '../account/Units.js';

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
