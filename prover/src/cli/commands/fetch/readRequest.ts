import { readFile } from 'node:fs/promises';
import { clientFilesError } from '../../../clientFiles/clientFilesErrors.js';
import { redact } from '../../../core/errors/redact.js';

export type RequestOptions = {
  method?: string;
  header?: readonly (readonly [name: string, value: string])[];
  /** Each is text, or `@` and a file. */
  data?: readonly string[];
};

/** What a user asks to be sent; redirects are not followed. */
export type RequestToSend = { method: string; headers: Headers; body?: Uint8Array<ArrayBuffer>; redirect: 'manual' };

const FORM = 'application/x-www-form-urlencoded';

/**
 * Makes the request of the options as curl would: POST and a form where there is data, and an answer that isn't compressed, unless the options
 * say otherwise.
 *
 * @throws cli/file-unreadable
 */
export async function readRequest({ method, header = [], data }: RequestOptions): Promise<RequestToSend> {
  const headers = new Headers();
  for (const [name, value] of header) headers.append(name, value);
  const setDefault = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value);
  };
  setDefault('accept', '*/*');
  setDefault('accept-encoding', 'identity');
  setDefault('user-agent', 'tallystick');
  const rest = { headers, redirect: 'manual' } as const;
  if (data === undefined) return { method: method ?? 'GET', ...rest };
  setDefault('content-type', FORM);
  const parts = await Promise.all(data.map(readData));
  const body = Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from('&'), part])));
  return { method: method ?? 'POST', body, ...rest };
}

async function readData(given: string): Promise<Uint8Array> {
  if (!given.startsWith('@')) return Buffer.from(given);
  const path = given.slice(1);
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    const facts = { field: '--data', given: redact(path), reason: error.code ?? 'unknown' };
    throw clientFilesError('cli/file-unreadable', { facts });
  });
}
