import type { FoundTable } from './findErrorTables.js';

const HEAD = `# Errors

<!-- Written by \`npm run docs:errors\` from the rooms' error tables and verifier-contracts/src/errors; do not edit. -->

Every error that Tallystick throws on purpose is a \`TallystickError\` with a \`code\` of this page, \`facts\` (what was given, what
was expected, where), a \`remedy\` and, where there is one, the \`cause\`. Services answer with the status below and the body
\`{code, message, facts, remedy}\`. The codes without a status are those of the package verifier-contracts, which throws a
\`ContractsError\` with the same fields. No error ever holds a private key, a view key or a wallet's signature.
`;

/** The text of `docs/errors.md`: every code with its status, meaning and remedy, by area, the areas by name. */
export function errorsPage(tables: readonly FoundTable[]): string {
  const areas = new Map<string, string[]>();
  for (const [code, { status, meaning, remedy }] of tables.flatMap(({ table }) => Object.entries(table))) {
    const area = code.slice(0, code.indexOf('/'));
    const rows = areas.get(area) ?? [];
    rows.push(`| \`${code}\` | ${status ?? ''} | ${cell(meaning)} | ${cell(remedy)} |`);
    areas.set(area, rows);
  }
  const sections = [...areas.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([area, rows]) =>
        `\n## ${area}\n\n| code | status | meaning | remedy |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`,
    );
  return HEAD + sections.join('');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
