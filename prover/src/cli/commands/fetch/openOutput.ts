import { type FileHandle, open, rm } from 'node:fs/promises';
import { clientFilesError } from '../../../clientFiles/clientFilesErrors.js';
import { redact } from '../../../core/errors/redact.js';
import type { CliIo } from '../../io/CliIo.js';

/** Where an answer's bytes go. */
export type Output = {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Everything is written; for a file, on the disk. */
  close(): Promise<void>;
};

const LINE_FEED = 0x0a;

/**
 * The standard output, or a file. A file is opened for writing here, before anything is paid, and what it held is there until the first byte comes;
 * one that was made and got none is removed.
 *
 * @throws cli/file-unwritable, also from `write` and `close`
 */
export async function openOutput(path: string | undefined, io: CliIo): Promise<Output> {
  if (path === undefined) {
    const decoder = new TextDecoder();
    const asText = async (bytes: Uint8Array) => void io.stdout.write(decoder.decode(bytes, { stream: true }));
    const write = io.writeBytes ?? asText;
    let last = LINE_FEED;
    return {
      async write(bytes) {
        last = bytes.at(-1) ?? last;
        await write(bytes);
      },
      // Before a person's eyes what is told next begins a line of its own; for a pipe the bytes stay as they are.
      async close() {
        if (io.stdout.isTTY === true && last !== LINE_FEED) io.stdout.write('\n');
      },
    };
  }
  const told = async <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: NodeJS.ErrnoException) => {
      const facts = { field: '--output', given: redact(path), reason: error.code ?? 'unknown' };
      throw clientFilesError('cli/file-unwritable', { facts });
    });
  const { file, isNew } = await told(() => openWithoutChange(path));
  const { isFile } = await told(async () => ({ isFile: (await file.stat()).isFile() }));
  let isBegun = false;
  /** Devices and pipes are written to as they are. */
  async function begin(): Promise<void> {
    if (!isBegun && isFile) await file.truncate(0);
    isBegun = true;
  }
  return {
    write: (bytes) =>
      told(async () => {
        await begin();
        await file.writeFile(bytes);
      }),
    close: () =>
      told(async () => {
        try {
          if (isBegun && isFile) await file.sync();
        } finally {
          await file.close();
          if (isNew && !isBegun) await rm(path, { force: true });
        }
      }),
  };
}

async function openWithoutChange(path: string): Promise<{ file: FileHandle; isNew: boolean }> {
  try {
    return { file: await open(path, 'ax'), isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { file: await open(path, 'a'), isNew: false };
  }
}
