import { isAskedByThemselves } from './statusWithoutDemand.js';

/** What a gateway in an app of Express has to do with a request: `left` to a gateway that stands nearer to the route. */
export type Verdict = 'metered' | 'free' | 'left';

/** What Express keeps of what was registered, as far as it is read here. Anything else than that is metered. */
type Layer = {
  handle: unknown;
  route?: { path: unknown; methods: Record<string, boolean>; stack: { handle: unknown; method?: string }[] };
  match(path: string): unknown;
  path?: unknown;
  rawPath?: unknown;
};

export type ExpressPlace = {
  method?: string | undefined;
  /** What is left of the target within the router or the mount, as the client wrote it: it may be a whole URL, or have a fragment. */
  url?: string | undefined;
  /** The path that Express reads out of that, and matches its routes with. */
  path?: string | undefined;
  baseUrl?: string | undefined;
  originalUrl?: string | undefined;
  route?: unknown;
  app?: unknown;
};

/** Every gateway that was made for Express. */
export const expressGateways = new WeakSet<object>();

/**
 * What a gateway given to `app.use` or `router.use` has to do with a request: it meters what may be answered by what comes after it in the
 * same app or router. Where none of it may answer, nobody made the route; where the first route has a gateway of its own, that one counts.
 */
export function judgeExpressRoute(own: object, request: ExpressPlace): Verdict {
  if (stackOf(request.route).some(({ handle }) => handle === own)) return 'metered';
  const { method = 'GET', baseUrl = '', url = '/', path: within = pathOf(url) } = request;
  const verdicts = findPlaces(own, stackOf((request.app as { router?: unknown } | undefined)?.router)).map(
    ({ layer, after }): Verdict => {
      const path = pathWithin(layer, baseUrl, within);
      if (path === undefined) return 'free'; // not the place that the request came to
      return judge(after, path, { method: method.toLowerCase(), asked: pathOf(request.originalUrl ?? url) }) ?? 'free';
    },
  );
  // In no router: in a route, or in what isn't known here.
  if (verdicts.length === 0 || verdicts.includes('metered')) return 'metered';
  return verdicts.includes('left') ? 'left' : 'free';
}

/** @returns undefined where none of the layers may answer */
function judge(layers: Layer[], path: string, request: { method: string; asked: string }): Verdict | undefined {
  let mayAnswer: Verdict | undefined;
  for (const [i, layer] of layers.entries()) {
    const matched = matchOf(layer, path);
    if (matched === undefined) continue;
    const { handle, route } = layer;
    if (route !== undefined) {
      if (answers(route.methods, request.method)) return judgeRoute(route, request);
      continue;
    }
    if (typeof handle !== 'function' || handle.length === 4) continue; // for errors alone
    if (expressGateways.has(handle)) {
      if (judge(layers.slice(i + 1), path, request) !== undefined) return 'left';
      continue;
    }
    const stack = stackOf(handle);
    if (!('stack' in handle)) mayAnswer = 'metered';
    else {
      const inner = judge(stack, path.slice(matched.length) || '/', request);
      if (inner !== undefined) return inner;
    }
  }
  return mayAnswer;
}

function judgeRoute(
  { path, methods, stack }: NonNullable<Layer['route']>,
  { method, asked }: { method: string; asked: string },
): Verdict {
  const isOwn = stack.some(
    ({ handle, method: its }) =>
      expressGateways.has(handle as object) && (its === undefined || answers({ [its]: true }, method)),
  );
  if (isOwn) return 'left';
  if (method === 'options' && methods._all !== true && isForOptionsAlone(stack)) return 'free';
  return method === 'get' && path === asked && isAskedByThemselves(asked) ? 'free' : 'metered';
}

/** `app.all` registers its handlers once for each method. */
function isForOptionsAlone(stack: NonNullable<Layer['route']>['stack']): boolean {
  const others = new Set(stack.filter(({ method }) => method !== 'options').map(({ handle }) => handle));
  return stack.every(({ method, handle }) => method !== 'options' || !others.has(handle));
}

function answers(methods: Record<string, boolean>, method: string): boolean {
  return Boolean(methods._all || methods[method] || (method === 'head' && methods.get));
}

/** Each place in which a gateway stands, with what comes after it there. */
function findPlaces(own: object, stack: Layer[]): { layer: Layer; after: Layer[] }[] {
  return stack.flatMap((layer, i) =>
    layer.handle === own ? [{ layer, after: stack.slice(i + 1) }] : findPlaces(own, stackOf(layer.handle)),
  );
}

/** The path as the router sees it in which a layer stands: Express has taken off what the layer itself is mounted at. */
function pathWithin(layer: Layer, baseUrl: string, path: string): string | undefined {
  for (let at = baseUrl.length; at >= 0; at = at === 0 ? -1 : baseUrl.lastIndexOf('/', at - 1)) {
    const mount = baseUrl.slice(at);
    if (matchOf(layer, mount + path) === mount) return mount + path;
  }
  return undefined;
}

/** The part of a path that a layer takes off, or undefined where it doesn't match, or where Express passes it over all the same. */
function matchOf(layer: Layer, path: string): string | undefined {
  rewind(layer);
  try {
    const match = layer.match(path);
    if (!match) return undefined;
    const taken = (match as { path?: unknown }).path ?? layer.path;
    if (typeof taken !== 'string') return '';
    // A regular expression may match within a path, or end within a part of it: a mount there is passed over.
    if (layer.route === undefined && !isMountOf(taken, path)) return undefined;
    return taken.replace(/\/$/, '');
  } catch {
    return undefined; // Express itself refuses a path that can't be decoded
  } finally {
    rewind(layer);
  }
}

function isMountOf(taken: string, path: string): boolean {
  return taken === '' || (path.startsWith(taken) && /^(\/|$)/.test(path.slice(taken.length)));
}

/** An expression with the flag g or y goes on where it matched last: Express would not match what was matched here. */
function rewind({ rawPath }: Layer): void {
  for (const each of Array.isArray(rawPath) ? rawPath : [rawPath]) if (each instanceof RegExp) each.lastIndex = 0;
}

function stackOf(holder: unknown): Layer[] {
  const stack = (holder as { stack?: unknown } | undefined)?.stack;
  return Array.isArray(stack) ? stack : [];
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] || '/';
}
