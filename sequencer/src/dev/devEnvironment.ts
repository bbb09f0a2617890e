/** What a shell, or a service of one's own, needs to know of a development network. */
export type DevEnvironment = Readonly<Record<string, string>>;

/** Variables that would come before these. */
const IN_THE_WAY = ['TALLYSTICK_KEY_FILE'];

/**
 * The lines to be sourced by a shell; values in single quotes, in which nothing has a meaning.
 *
 * @param binaries folder of the commands, for a project that they are installed in
 */
export function formatDevEnvironment(environment: DevEnvironment, binaries?: string): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const path = binaries === undefined ? [] : [`export PATH=${quoted(binaries)}:"$PATH"`];
  return [...lines, ...path, `unset ${IN_THE_WAY.join(' ')}`, ''].join('\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
