import { gzipSync } from 'node:zlib';
import { type BuildFailure, build } from 'esbuild';

export type BundleSize = {
  /** Bytes of all that esbuild writes for it, minified. */
  minified: number;
  gzipped: number;
};

/**
 * Bundles a source file for browsers with esbuild, without configuration but for the packages of this repository being read from their
 * sources. Where it can't be bundled, as when it imports a module of Node, `problem` is esbuild's first reason.
 */
export async function measureBundle(file: string): Promise<BundleSize | { problem: string }> {
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['tallystick:source'],
      write: false,
      logLevel: 'silent',
    });
    const sum = (sizeOf: (contents: Uint8Array) => number) =>
      outputFiles.reduce((total, { contents }) => total + sizeOf(contents), 0);
    return {
      minified: sum(({ byteLength }) => byteLength),
      gzipped: sum((contents) => gzipSync(contents, { level: 9 }).byteLength),
    };
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (first === undefined) throw error;
    return { problem: first.text };
  }
}
