import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const home = new URL('../', import.meta.url);
const require = createRequire(import.meta.url);

/** Where the files of npm packages lie among the sources. */
export const LIBRARY_FOLDER = 'libraries';

/** Path of the file with the main component among a statement's sources. */
export const STATEMENT_MAIN = 'circom/main.circom';

/** The Groth16 statements, as circuits.json describes them. */
export const { statements } = JSON.parse(readFileSync(new URL('circuits.json', home), 'utf8'));

/**
 * The statement named `name`.
 *
 * @param {string} name
 * @returns {import('./statement-sources.mjs').Statement}
 */
export function statementNamed(name) {
  const statement = statements.find((candidate) => candidate.name === name);
  if (!statement) {
    throw new RangeError(`No statement "${name}"; circuits.json has ${statements.map((s) => s.name).join(', ')}.`);
  }
  return statement;
}

/**
 * A statement as files to compile: path → text. The main component is generated from circuits.json.
 *
 * @param {import('./statement-sources.mjs').Statement} statement
 * @returns {Record<string, string>}
 */
export function statementSources({ name, template, parameters, publicSignals, sources, libraries }) {
  const main = `// The statement "${name}". Generated from circuits.json by scripts/statement-sources.mjs; do not edit.
pragma circom 2.1.0;

include "${name}.circom";

component main {public [${publicSignals.join(', ')}]} = ${template}(${Object.values(parameters).join(', ')});
`;
  return {
    [STATEMENT_MAIN]: main,
    ...Object.fromEntries(sources.map((path) => [path, readFileSync(new URL(path, home), 'utf8')])),
    ...Object.fromEntries(
      libraries.map((path) => [`${LIBRARY_FOLDER}/${path}`, readFileSync(require.resolve(path), 'utf8')]),
    ),
  };
}
