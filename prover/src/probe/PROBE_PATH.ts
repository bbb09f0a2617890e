/**
 * Where a provider answers probes, below the endpoint that it registered.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8615
 */
export const PROBE_PATH = '/.well-known/tallystick/probe';
