import { watchOptions } from '../options/watchOptions.js';

/** The table of a watcher's options in Markdown, as docs/watcher.md holds it between its markers. */
export function renderWatchOptions(): string {
  const rows = watchOptions.map(({ flag, env, unit, description, default: fallback }) => {
    const shown = fallback === undefined ? '–' : `\`${fallback}\``;
    return `| \`${flag}\` | ${env === undefined ? '(flag only)' : `\`${env}\``} | ${unit || '–'} | ${shown} | ${description} |`;
  });
  return ['| flag | environment | unit | default | what it is |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
