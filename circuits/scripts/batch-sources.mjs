import { readFileSync } from 'node:fs';

const home = new URL('../', import.meta.url);

/** The description of every circuit: sources, shapes, public inputs, costs. */
export const circuits = JSON.parse(readFileSync(new URL('circuits.json', home), 'utf8'));

/**
 * The shape named `name`.
 *
 * @param {string} name
 * @returns {import('./batch-sources.mjs').DescribedShape}
 */
export function shapeNamed(name) {
  const shape = circuits.batch.shapes.find((candidate) => candidate.name === name);
  if (!shape) {
    throw new RangeError(
      `No shape "${name}"; circuits.json has ${circuits.batch.shapes.map((s) => s.name).join(', ')}.`,
    );
  }
  return shape;
}

/**
 * The Noir constants of a shape, as the text of shape.nr.
 *
 * @param {Record<string, unknown>} shape
 * @returns {string}
 */
function shapeSource(shape) {
  const lines = Object.entries(circuits.batch.shapeConstants).map(([constant, key]) => {
    const value = shape[key];
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`shape.${key} must be a positive integer, got ${value}`);
    return `pub global ${constant}: u32 = ${value};`;
  });
  return `//! The shape "${shape.name}". Generated from circuits.json by scripts/batch-sources.mjs; do not edit.\n\n${lines.join('\n')}\n`;
}

/**
 * The batch circuit of a shape as files to compile: path relative to this package → text. Compile the package at `noir/batch`.
 *
 * @param {Record<string, unknown>} shape
 * @returns {Record<string, string>}
 */
export function batchSources(shape) {
  const { sources, shapeSource: shapePath } = circuits.batch;
  return Object.fromEntries(
    sources.map((path) => [path, path === shapePath ? shapeSource(shape) : readFileSync(new URL(path, home), 'utf8')]),
  );
}
