import { isIP } from 'node:net';
import { type AddressKind, addressKind } from './addressKind.js';

/** Names that mean this machine (RFC 6761) or are of a network of its own, whatever a name server says. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa)$/i;

/**
 * What a URL's host is for, by its address or its name: any name that isn't of a private network by itself counts as public. What a name
 * stands for isn't looked up; `isPublicHost` does that.
 */
export function hostKind(url: Pick<URL, 'hostname'>): AddressKind {
  const host = hostOf(url);
  return addressKind(host) ?? (PRIVATE_NAME.test(host) ? 'private' : 'public');
}

/** Whether the host is an address, so that nothing is looked up. */
export function isLiteral(url: Pick<URL, 'hostname'>): boolean {
  return isIP(hostOf(url)) !== 0;
}

/** Without the brackets of IPv6 or the dot of the root. The parser of URLs has brought 127.1, 0x7f000001 and the like to one form. */
function hostOf({ hostname }: Pick<URL, 'hostname'>): string {
  return hostname.replace(/^\[|\]$|\.$/g, '');
}
