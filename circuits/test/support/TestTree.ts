import type { Primitives } from '../../scripts/primitives.mjs';

/** Levels of the whole tree. */
const DEPTH = 16;

/** A sparse quaternary tree, heights counted from the leaves, that believes whatever it is told. */
export class TestTree {
  readonly #nodes = new Map<string, bigint>();
  readonly #empty: bigint[] = [0n];
  readonly #compress: Primitives['compress'];

  constructor({ compress }: Pick<Primitives, 'compress'>) {
    this.#compress = compress;
    for (let height = 1; height <= DEPTH; height++) {
      const below = this.#empty[height - 1] ?? 0n;
      this.#empty.push(compress([below, below, below, below]));
    }
  }

  node(height: number, index: number): bigint {
    return this.#nodes.get(`${height}:${index}`) ?? this.#empty[height] ?? 0n;
  }

  root(): bigint {
    return this.node(DEPTH, 0);
  }

  /** The four nodes below the path's parents, leaf level first. */
  path(serial: number, levels: number): bigint[][] {
    return Array.from({ length: levels }, (_, height) => this.#family(height, Math.floor(serial / 4 ** (height + 1))));
  }

  set(serial: number, leaf: bigint): void {
    this.#nodes.set(`0:${serial}`, leaf);
    for (let height = 1; height <= DEPTH; height++) {
      const index = Math.floor(serial / 4 ** height);
      this.#nodes.set(`${height}:${index}`, this.#compress(this.#family(height - 1, index)));
    }
  }

  #family(height: number, parent: number): bigint[] {
    return [0, 1, 2, 3].map((i) => this.node(height, parent * 4 + i));
  }
}
