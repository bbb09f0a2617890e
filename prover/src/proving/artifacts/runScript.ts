import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The package's scripts for work in processes of its own; beside `src` and `dist` alike. */
const SCRIPTS = new URL('../../../workers/', import.meta.url);

/**
 * Runs a script of `workers/` in a process of its own, so that its work blocks nobody and its memory is given back. It
 * gets the task as one message and answers `{ result }` or `{ error }`. What it prints is dropped.
 *
 * @throws Error with the script's message, or when it ends without an answer
 */
export function runScript<Task, Result>(name: string, task: Task): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL(name, SCRIPTS)), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.once('error', reject);
    child.once('message', (answer: { result: Result } | { error: string }) => {
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.result);
    });
    child.once('exit', (code, signal) => reject(new Error(`${name} ended without an answer (${signal ?? code})`)));
    child.send(task as object);
  });
}
