import { type ConfigRow, configRows } from './rows.js';

/**
 * The table of options in Markdown, as docs/sequencer.md holds it between its markers.
 */
export function formatOptions(): string {
  const lines = Object.entries(configRows as Record<string, ConfigRow>).map(([name, row]) => {
    const flag = row.flag ? `\`${row.flag}\`` : '(environment only)';
    const fallback = row.default === undefined ? '–' : `\`${row.default}\``;
    return `| \`${name}\` | \`${row.env}\` | ${flag} | ${row.unit} | ${fallback} | ${row.description} |`;
  });
  return [
    '| in the file | environment | flag | unit | default | what it is |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
