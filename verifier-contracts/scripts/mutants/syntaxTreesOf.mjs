// The compiler's syntax trees of sources, with whatever they import.
import solc from 'solc';

/**
 * @param {string[]} paths The sources' names.
 * @param {(path: string) => string} read The text of a source by its name.
 * @returns {Map<string, object>} The tree of each.
 * @throws Error if one doesn't compile.
 */
export function syntaxTreesOf(paths, read) {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(paths.map((path) => [path, { content: read(path) }])),
    settings: { evmVersion: 'cancun', outputSelection: { '*': { '': ['ast'] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return new Map(paths.map((path) => [path, output.sources[path].ast]));
}
