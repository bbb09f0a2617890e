import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a request's `Authorization` header shows this token; compared in constant time. */
export function isBearer(authorization: string | undefined, token: string): boolean {
  // Equal lengths by hashing first.
  const [a, b] = [authorization ?? '', `Bearer ${token}`].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
