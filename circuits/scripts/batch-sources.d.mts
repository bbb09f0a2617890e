/** The slots of a batch and the depths of its paths. */
export interface Shape {
  id: number;
  name: string;
  opens: number;
  settles: number;
  credits: number;
  withdrawals: number;
  /** Levels a path has: serials are below 4^activeDepth. */
  activeDepth: number;
  /** Levels below the active root that are kept as memory. */
  capDepth: number;
  /** The circuit has at most 2^logGates gates. */
  logGates: number;
  /** Fields that the contract rebuilds: see `publicInputs` for their order. */
  publicInputCount: number;
  /** Committed figures, ZK flavour with the keccak oracle; `npm run gates` holds the circuit to them. */
  gates: { total: number; perSlot: Record<'open' | 'settle' | 'credit' | 'withdrawal', number> };
}
/** What of a shape the sources depend on. */
export type ShapeSizes = Omit<Shape, 'id' | 'logGates' | 'publicInputCount' | 'gates'>;
export interface Circuits {
  format: number;
  batch: {
    root: string;
    package: string;
    sources: string[];
    shapeSource: string;
    shapeConstants: Record<string, string>;
    publicInputs: { name: string; count: string }[];
    shapes: Shape[];
  };
}
/** The description of every circuit: sources, shapes, public inputs, costs. */
export declare const circuits: Circuits;
/** The shape named `name`; throws RangeError where there is none. */
export declare function shapeNamed(name: string): Shape;
/** The batch circuit of a shape as files to compile: path relative to the package → text. Compile the package at `noir/batch`. */
export declare function batchSources(shape: ShapeSizes): Record<string, string>;
