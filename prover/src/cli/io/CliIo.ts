/** Where a command's text goes. `process.stdout` and `process.stderr` fit. */
export type TextSink = {
  write(text: string): unknown;
  /** Whether a person is watching: then progress is drawn in place, otherwise as plain lines. */
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
};

/** Everything of the outside world that commands touch beside files and the network. */
export type CliIo = {
  /** Results only, so that they can be piped. */
  readonly stdout: TextSink;
  /**
   * Bytes to the standard output as they are, for what isn't a command's own text; resolves when more may come. Where it is left out they are
   * written as text.
   */
  writeBytes?(bytes: Uint8Array): Promise<void>;
  /** Progress, warnings and errors. */
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unix seconds. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal is aborted; the pace of polling. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves when whoever runs the command wants it to end (SIGINT, SIGTERM, SIGHUP), for commands that run until then. Left out where
   * nobody can ask.
   */
  interrupted?(): Promise<void>;
};
