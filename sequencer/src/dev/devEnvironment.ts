/** What a shell, or a service of one's own, needs to know of a development network. */
export type DevEnvironment = Readonly<Record<string, string>>;

/** Variables that would come before these. */
const IN_THE_WAY = ['TALLYSTICK_KEY_FILE'];

/** The lines to be sourced by a shell; values in single quotes, in which nothing has a meaning. */
export function formatDevEnvironment(environment: DevEnvironment): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`);
  return [...lines, `unset ${IN_THE_WAY.join(' ')}`, ''].join('\n');
}
