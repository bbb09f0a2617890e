/**
 * Lets a program go on when whoever reads what it prints has gone, as in `… | head -1`, or its terminal: what it does is done to its end,
 * and only its text is lost. Otherwise the first write after that would end it, wherever it is.
 *
 * @param streams the program's own by default
 */
export function outliveReaders(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // EIO is a terminal's that was closed.
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}
