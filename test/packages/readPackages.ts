import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What package.json says, as far as the tests read it. */
export type Manifest = {
  name: string;
  version: string;
  private?: boolean;
  license: string;
  keywords?: string[];
  homepage?: string;
  bugs?: string;
  repository?: { type: string; url: string; directory: string };
  engines: { node: string };
  files: string[];
  bin?: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

/** A package that is published: its folder from the root, and what it says of itself. */
export type PublishedPackage = { folder: string; manifest: Manifest };

/** The workspaces that are not private. */
export function readPackages(): PublishedPackage[] {
  const { workspaces } = readJson<{ workspaces: string[] }>('package.json');
  return workspaces
    .map((folder) => ({ folder, manifest: readJson<Manifest>(`${folder}/package.json`) }))
    .filter(({ manifest }) => !manifest.private);
}

/** A file of the repository. */
export function readText(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readText(path)) as Content;
}
