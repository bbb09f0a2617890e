// @ts-check
/**
 * Answers the one task that the parent process sends, then lets the process end.
 *
 * @template Task, Result
 * @param {(task: Task) => Promise<Result>} run
 */
export function serve(run) {
  process.once('message', async (task) => {
    let answer;
    try {
      answer = { result: await run(/** @type {Task} */ (task)) };
    } catch (error) {
      answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.(answer, () => process.disconnect());
  });
}
