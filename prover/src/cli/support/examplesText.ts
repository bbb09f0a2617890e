/**
 * What stands below a command's help.
 *
 * @param note what there is to know beside the options
 * @param lines command lines
 */
export function examplesText(note: string, ...lines: string[]): string {
  return `\n${note}\n\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
