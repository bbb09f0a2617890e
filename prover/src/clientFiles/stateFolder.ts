import { findUserFolder } from '../files/findUserFolder.js';
import { clientFilesError } from './clientFilesErrors.js';

/**
 * The folder of the local records: the one given, else the platform's for application data.
 *
 * @param option what names the folder otherwise
 * @throws cli/no-home
 */
export async function stateFolder(given: string | undefined, option = '--state'): Promise<string> {
  const folder = given ?? (await findUserFolder('data'));
  if (folder === undefined) throw clientFilesError('cli/no-home', { facts: { field: option, expected: 'a folder' } });
  return folder;
}
