import { chmod, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Makes a folder with those above it, each with this mode whatever the umask is; what is there already stays as it is. */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = resolve(path); ; made = dirname(made)) {
    await chmod(made, mode);
    if (made === resolve(first) || made === dirname(made)) return;
  }
}
