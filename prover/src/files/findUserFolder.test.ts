import os from 'node:os';
import { expect, test, vi } from 'vitest';
import { findUserFolder } from './findUserFolder.js';

// The first of the file: the home is asked for once in a process.
test('behavior: a user without a home has none', async () => {
  const homedir = vi.spyOn(os, 'homedir').mockImplementation(() => {
    // As libuv tells of a user who has neither HOME nor an entry among the users; only root could become one.
    throw Object.assign(new Error('uv_os_homedir returned ENOENT'), { code: 'ERR_SYSTEM_ERROR' });
  });
  expect(await findUserFolder('data')).toBeUndefined();
  expect(homedir).toHaveBeenCalled();
});
