/** One change of a source. */
export interface Mutant {
  readonly id: string;
  readonly kind: 'guard' | 'write' | 'call' | 'event' | 'modifier' | 'comparison' | 'arithmetic' | 'assembly';
  readonly line: number;
  readonly text: string;
}

export function mutantsOf(source: string, ast: object): Mutant[];
