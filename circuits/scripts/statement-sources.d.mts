/** A statement that is proved with Groth16. */
export interface Statement {
  name: 'uptime' | 'usage';
  /** Its template, in the file of the same name, and the template's parameters in order. */
  template: string;
  parameters: Record<string, number>;
  /** Files that it is made of, besides its main component. */
  sources: string[];
  /** Files of npm packages that those include. */
  libraries: string[];
  /** Signals of the template that are public inputs, in the template's order. */
  publicSignals: string[];
  /** Names of the public inputs, in the order of proofs: the outputs, then the elements of `publicSignals`. */
  publicInputs: string[];
  /** The circuit has at most 2^logConstraints constraints, public inputs included. */
  logConstraints: number;
  /** Committed figure; `npm run gates` holds the circuit to it. */
  constraints: number;
}
/** Where the files of npm packages lie among the sources. */
export declare const LIBRARY_FOLDER: string;
/** Path of the file with the main component among a statement's sources. */
export declare const STATEMENT_MAIN: string;
/** The Groth16 statements, as circuits.json describes them. */
export declare const statements: Statement[];
/** The statement named `name`; throws RangeError where there is none. */
export declare function statementNamed(name: string): Statement;
/** A statement as files to compile: path → text. Compile `STATEMENT_MAIN`. */
export declare function statementSources(statement: Statement): Record<string, string>;
