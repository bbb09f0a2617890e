/** A Noir package as texts. */
export type CircuitSources = {
  /** For people: the shape's name. */
  name: string;
  /** Text of every file by path, those of dependencies included. */
  sources: Readonly<Record<string, string>>;
  /** Folder of the package's Nargo.toml among the paths; empty for the top. */
  packagePath: string;
  /** The circuit must have at most 2^logGates gates. */
  logGates: number;
};
