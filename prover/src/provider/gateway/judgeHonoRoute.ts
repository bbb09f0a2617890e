import { isAskedByThemselves } from './statusWithoutDemand.js';

/** What a gateway in an app of Hono has to do with a request: `left` to a gateway that stands nearer to the route. */
export type Verdict = 'metered' | 'free' | 'left';

type Route = { path: string; method: string; handler: object };

/** What Hono tells of a request's routes. Where it tells nothing, the request is metered. */
export type HonoPlace = { raw: { method: string; url: string }; routeIndex?: number; matchedRoutes?: Route[] };

/** Every gateway that was made for Hono. */
export const honoGateways = new WeakSet<object>();

/** What the gateway that is running has to do with a request: it meters what may be answered by what was registered after it. */
export function judgeHonoRoute({ raw, routeIndex = 0, matchedRoutes: routes }: HonoPlace): Verdict {
  // Of a route for one method it is that route's own.
  if (routes === undefined || routes[routeIndex]?.method !== 'ALL') return 'metered';
  const asked = new URL(raw.url).pathname;
  let mayAnswer: Verdict = 'free';
  for (const [i, { path, method, handler }] of [...routes.entries()].slice(routeIndex + 1)) {
    const inner = handlerOf(handler);
    if (honoGateways.has(inner)) {
      if (i + 1 < routes.length) return 'left';
      continue;
    }
    if (method === 'OPTIONS' || (method === 'GET' && path === asked && isAskedByThemselves(asked))) return 'free';
    mayAnswer = 'metered';
    if (inner.length < 2) break; // it takes no `next`: it answers
  }
  return mayAnswer;
}

/** What was registered, where an app within another has wrapped it for its own errors. */
function handlerOf(handler: object): { length: number } {
  const { __COMPOSED_HANDLER: inner } = handler as { __COMPOSED_HANDLER?: object };
  return inner === undefined ? (handler as { length: number }) : handlerOf(inner);
}
