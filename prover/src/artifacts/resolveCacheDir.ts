import envPaths from 'env-paths';

/**
 * The folder for everything that can be made again: `cacheDir` if given, else the environment's `TALLYSTICK_CACHE`,
 * else the user's cache folder on this system.
 */
export function resolveCacheDir(cacheDir?: string): string {
  return cacheDir ?? process.env.TALLYSTICK_CACHE ?? envPaths('tallystick', { suffix: '' }).cache;
}
