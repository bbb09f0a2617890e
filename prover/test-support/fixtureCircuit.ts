import type { CircuitSources } from '../src/proving/artifacts/circuit.js';

const MAIN = `
fn main(secret: Field, square: pub Field, bounds: pub [Field; 2]) {
    assert(secret * secret == square, "not the square");
    (bounds[0] - secret).assert_max_bit_size::<32>();
    (secret - bounds[1]).assert_max_bit_size::<32>();
}
`;

/** A small circuit: a secret's square, and bounds of the secret. Just below 2^12 gates, the least that the prover pads to. */
export const fixtureCircuit: CircuitSources = {
  name: 'fixture',
  packagePath: 'fixture',
  sources: {
    'fixture/Nargo.toml': '[package]\nname = "fixture"\ntype = "bin"\nauthors = ["Tallystick"]\n\n[dependencies]\n',
    'fixture/src/main.nr': MAIN,
  },
  logGates: 12,
};

/** A statement of the fixture that holds. */
export const fixtureStatement = {
  shape: 'fixture',
  inputs: { secret: '5', square: '25', bounds: ['100', '3'] },
  publicInputs: [25n, 100n, 3n],
};
