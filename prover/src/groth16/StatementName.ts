/** The Groth16 statements, as circuits.json names them. */
export type StatementName = 'uptime' | 'usage';
