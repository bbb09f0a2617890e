type SignalValue = bigint | readonly SignalValue[];

/** Inputs of a circom circuit by name, arrays as the circuit declares them. Secret where the circuit's are. */
export type CircuitInputs = Readonly<Record<string, SignalValue>>;
