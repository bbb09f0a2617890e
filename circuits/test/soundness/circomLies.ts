import { mod } from '../../scripts/primitives.mjs';
import { interpolate, inverse, rootsThrough } from './fieldRoots.js';

/** Values of inputs or other signals, by name. */
export type Values = Readonly<Record<string, bigint>>;
/** Inputs of a circuit as its witness generator takes them. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What a liar is after: public signals that say what isn't so, and the signals that it has otherwise to get there. */
export type Goal = {
  name: string;
  inputs: Inputs;
  /** Signals whose values are the liar's and not what follows. */
  told?: Values;
  /** Other runs of the circuit that a freed signal may take its value from. */
  references?: readonly { inputs?: Inputs; told?: Values }[];
  /** Signals that a freed one may be solved for, so that they are as in a reference; `near` is how the freed one's name begins. */
  targets?: readonly { signal: string; near: string }[];
};

/** `{ a: [1, [2]] }` as `a[0]` → 1, `a[1][0]` → 2. */
export function flatten(inputs: Inputs): Record<string, bigint> {
  const flat: Record<string, bigint> = {};
  const visit = (name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const [i, part] of value.entries()) visit(`${name}[${i}]`, part);
    else flat[name] = mod(BigInt(value as bigint));
  };
  for (const [name, value] of Object.entries(inputs)) visit(name, value);
  return flat;
}

/** A path of a quaternary tree in a circuit: its component and the input of its siblings. */
export type Path = { component: string; siblings: string };

/**
 * Lies about how a node stands among its siblings, by somebody whose node is not the tree's. The digits of levels 0 and 1 have to be 1 and 3. For
 * each signal of the family, what it and the siblings have to be so that the four children are the tree's after all.
 */
export function familyLies(
  { component, siblings }: Path,
  lying: (signal: string) => bigint,
  honest: (signal: string) => bigint,
): { name: string; told: Values }[] {
  const at = (level: number) => ({
    name: (signal: string) => `${component}.family[${level}].${signal}`,
    node: lying(`${component}.family[${level}].node`),
    children: [0, 1, 2, 3].map((i) => honest(`${component}.family[${level}].children[${i}]`)) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ],
    told: (signal: string, value: bigint, made: readonly bigint[]): Values => ({
      [`${component}.family[${level}].${signal}`]: mod(value),
      ...Object.fromEntries(made.map((sibling, i) => [`${siblings}[${level}][${i}]`, mod(sibling)])),
    }),
  });
  const first = at(0);
  const [h0, h1, h2, h3] = first.children;
  const n = first.node;
  const both = mod(h0 + h1 - n);
  const share = mod((h0 - both) * inverse(n - both));
  const third = mod((h3 - share * n) * inverse(1n - share));
  const lies = [
    { name: first.name('firstChoice'), told: first.told('firstChoice', h0 - both, [both, h2, h3]) },
    { name: first.name('highChoice'), told: first.told('highChoice', h1 - n, [h0, h2 + h1 - n, h3]) },
    { name: first.name('last'), told: first.told('last', share, [both, h2 + h3 - third, third]) },
    { name: first.name('digit[0]'), told: first.told('digit[0]', 1n - share, [both, h2, h3]) },
  ];
  // With a high digit d between 0 and 1 all four children depend on it, and the tree's are met where a cubic is 0.
  const cubic = (d: bigint) => (1n - d) ** 2n * (h1 - n * (1n - d)) + d ** 2n * (h3 - d * n) - h2 * d * (1n - d);
  const [digit] = rootsThrough([0n, 1n, 2n, 3n].map((d) => mod(cubic(d)))).filter((d) => d > 1n);
  if (digit !== undefined) {
    const made = [h0, (h1 - n * (1n - digit)) * inverse(digit), (h3 - digit * n) * inverse(1n - digit)];
    lies.push({ name: first.name('digit[1]'), told: first.told('digit[1]', digit, made) });
  }
  const second = at(1);
  const [k0, k1, k2, k3] = second.children;
  const beyond = mod(second.node - k2);
  lies.push({ name: second.name('lastChoice'), told: second.told('lastChoice', beyond, [k0, k1, k3 - beyond]) });
  return lies;
}

/** Values of a signal for which another, a polynomial of it of degree 5 at most, has a given value; none where it depends on it otherwise. */
export function solveFor(valueAt: (signal: bigint) => bigint, wanted: bigint): bigint[] {
  const points = Array.from({ length: 8 }, (_, i) => mod(valueAt(BigInt(i)) - wanted));
  const degree = interpolate(points).length - 1;
  return degree < 1 || degree > 5 ? [] : rootsThrough(points);
}
