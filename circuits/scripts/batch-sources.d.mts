/** The sizes of one batch circuit; each shape has its own verifier contract. */
export interface Shape {
  /** Key in the rollup's registry of verifiers. */
  id: number;
  name: string;
  opens: number;
  settles: number;
  /** Credit slots, the operator's included. */
  credits: number;
  withdrawals: number;
  /** Levels of the tree that the shape can reach: serials below 4^activeDepth. */
  activeDepth: number;
  /** Level below the active root whose nodes the circuit holds all at once. */
  capDepth: number;
}
/** A shape as circuits.json describes it. */
export interface DescribedShape extends Shape {
  /** The circuit has at most 2^logGates gates. */
  logGates: number;
  /** Fields that the contract rebuilds: see `publicInputs` for their order. */
  publicInputCount: number;
  /** Committed figures, ZK flavour with the keccak oracle; `npm run gates` holds the circuit to them. */
  gates: { total: number; perSlot: Record<'open' | 'settle' | 'credit' | 'withdrawal', number> };
}
export interface Circuits {
  format: number;
  batch: {
    root: string;
    package: string;
    sources: string[];
    shapeSource: string;
    shapeConstants: Record<string, string>;
    publicInputs: { name: string; count: string }[];
    shapes: DescribedShape[];
  };
}
/** The description of every circuit: sources, shapes, public inputs, costs. */
export declare const circuits: Circuits;
/** The shape named `name`; throws RangeError where there is none. */
export declare function shapeNamed(name: string): DescribedShape;
/** The batch circuit of a shape as files to compile: path relative to the package → text. Compile the package at `noir/batch`. */
export declare function batchSources(shape: Omit<Shape, 'id'>): Record<string, string>;
