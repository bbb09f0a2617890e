/** Key of a node in a `NodeStore`. */
export function nodeKey(level: number, index: number): string {
  return `${level}:${index}`;
}
