// The mutants that survived against those that the list gives a reason for.

/**
 * @param {Record<string, Record<string, string>>} accepted By file, each mutant's `id` with the reason why it may survive.
 * @param {{ file: string, id: string, survived: boolean }[]} results Of all that were run.
 * @param {string[]} whole The files all of whose mutants were run: only there a listed one that is missing is no mutant any more.
 * @returns {string[]} What is wrong, a line each.
 */
export function compareSurvivors(accepted, results, whole) {
  const wrong = [];
  for (const { file, id, survived } of results) {
    const listed = accepted[file] !== undefined && Object.hasOwn(accepted[file], id);
    if (survived && !listed) wrong.push(`${file}: no test notices: ${id}`);
    if (!survived && listed) wrong.push(`${file}: listed as a survivor, but a test notices it: ${id}`);
  }
  for (const [file, reasons] of Object.entries(accepted)) {
    for (const [id, reason] of Object.entries(reasons)) {
      if (reason.trim().length < 10) wrong.push(`${file}: listed without a reason: ${id}`);
      const known = results.some((result) => result.file === file && result.id === id);
      if (!known && whole.includes(file)) wrong.push(`${file}: listed, but there is no such mutant: ${id}`);
    }
  }
  return wrong;
}
