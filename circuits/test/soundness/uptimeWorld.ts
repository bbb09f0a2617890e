import {
  type CommitteeParameters,
  missedSlots,
  rootOf,
  type UptimeInputs,
  uptimeInputs,
} from '../support/TestCommittee.js';

const SLOTS = 96n;

type Leaf = { watcher: bigint; provider: bigint; epoch: bigint; bitmap: bigint };

/** Watchers' trees that somebody can open, by root. */
export class UptimeWorld {
  readonly #leaves = new Map<bigint, Leaf>();

  /** Adds a committee's trees, and gives the circuit's inputs for it; `changes` are made before the roots are. */
  inputs(
    parameters: CommitteeParameters,
    changes: (inputs: UptimeInputs) => Partial<UptimeInputs> = () => ({}),
  ): UptimeInputs {
    const { hash } = parameters;
    const made = uptimeInputs(parameters);
    const inputs = { ...made, ...changes(made) };
    const { provider, epoch } = inputs;
    const roots = inputs.present.map((present, i) => {
      if (present !== 1n) return inputs.roots[i] ?? 0n;
      const leaf = {
        ...{ provider, epoch },
        watcher: inputs.watchers[i] ?? 0n,
        bitmap: inputs.bitmaps[i] ?? 0n,
      };
      const hashed = hash([leaf.watcher, provider, epoch, leaf.bitmap, inputs.salts[i] ?? 0n]);
      const root = rootOf(hash, hashed, inputs.indices[i] ?? 0n, inputs.siblings[i] ?? []);
      this.#leaves.set(root, leaf);
      return root;
    });
    return { ...inputs, roots };
  }

  /** Whether what the statement says of these public signals, the output first, is so in this world, said plainly. */
  isTrue([missed = 0n, provider = 0n, epoch = 0n, ...roots]: readonly bigint[]): boolean {
    const choices = roots.map((root): (bigint | undefined)[] => {
      const leaf = root === 0n ? undefined : this.#leaves.get(root);
      if (leaf === undefined || leaf.provider !== provider || leaf.epoch !== epoch) return [undefined];
      return leaf.watcher >> 160n === 0n && leaf.bitmap >> SLOTS === 0n ? [undefined, leaf.bitmap] : [undefined];
    });
    const committees = choices.reduce<(bigint | undefined)[][]>(
      (chosen, choice) => chosen.flatMap((some) => choice.map((bitmap) => [...some, bitmap])),
      [[]],
    );
    return committees.some((bitmaps) => missedSlots(bitmaps) === missed);
  }
}
