import type { CliIo, TextSink } from './CliIo.js';

/** A `CliIo` that knows secrets and never lets one through, and the way to tell it about them. */
export type SecretGuard = {
  readonly io: CliIo;
  /** From now on `secret` is replaced in everything that is written. Texts shorter than 16 characters are ignored. */
  hide(secret: string): void;
};

/**
 * Wraps the streams of a command so that a known secret is never written, whatever library put it into a message.
 *
 * This is the second line of defence; the first is that nothing writes secrets.
 */
export function createSecretGuard(io: CliIo): SecretGuard {
  const secrets = new Set<string>();
  const clean = (text: string): string => {
    let cleaned = text;
    for (const secret of secrets) cleaned = cleaned.replaceAll(secret, '[hidden]');
    return cleaned;
  };
  const guard = (sink: TextSink): TextSink => ({
    write: (text) => sink.write(clean(text)),
    ...(sink.isTTY === undefined ? {} : { isTTY: sink.isTTY }),
    ...(sink.columns === undefined ? {} : { columns: sink.columns }),
  });
  return {
    io: { ...io, stdout: guard(io.stdout), stderr: guard(io.stderr) },
    hide(secret) {
      if (secret.length >= 16) secrets.add(secret);
    },
  };
}
