/**
 * The folder in which this system keeps data, or what can be made again, of the program's user. Undefined for a user without a home, as
 * containers may have: then the folder has to be named.
 */
export async function findUserFolder(kind: 'data' | 'cache'): Promise<string | undefined> {
  try {
    // Asks for the home as soon as it is imported, and throws where there is none.
    const { default: envPaths } = await import('env-paths');
    return envPaths('tallystick', { suffix: '' })[kind];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SYSTEM_ERROR') return undefined;
    throw error;
  }
}
