import envPaths from 'env-paths';

/** The folder of the local records: the one given, else the platform's for application data. */
export function stateFolder(given: string | undefined): string {
  return given ?? envPaths('tallystick', { suffix: '' }).data;
}
