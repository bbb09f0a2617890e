import type { CompiledCircuit } from '@noir-lang/noir_js';
/** Compiles Noir sources (path → text, with their dependencies); `packagePath` is the folder of the package's Nargo.toml among them. */
export declare function compile(sources: Record<string, string>, packagePath: string): Promise<CompiledCircuit>;
