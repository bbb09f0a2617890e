import { readdirSync } from 'node:fs';

/** What a table says of a code; the contracts' codes have no status. */
export type ErrorRow = { readonly status?: number; readonly meaning: string; readonly remedy: string };

/** A table of errors, by the file that it stands in. */
export type FoundTable = { file: string; table: Readonly<Record<string, ErrorRow>> };

const REPOSITORY = new URL('../../../', import.meta.url);
const isSource = import.meta.url.endsWith('.ts');
const folder = isSource ? 'src' : 'dist';
const ending = isSource ? '.ts' : '.js';
/** The contracts' package stands alone, and has one table of its own form. */
const CONTRACTS = `verifier-contracts/${folder}/errors/contractsErrorCodes${ending}`;

/**
 * Every table of errors, found by the names of the files (`…Errors.ts`, `errors.ts`), since no code knows all of them. From the sources where
 * this one is a source, and from what was built of them otherwise.
 */
export async function findErrorTables(): Promise<FoundTable[]> {
  const { contractsErrorCodes } = (await import(new URL(CONTRACTS, REPOSITORY).href)) as Record<string, object>;
  const found: FoundTable[] = [{ file: CONTRACTS, table: contractsErrorCodes as FoundTable['table'] }];
  for (const name of ['prover', 'sequencer']) {
    const root = new URL(`${name}/${folder}/`, REPOSITORY);
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
    for (const path of paths.filter((each) => each.toLowerCase().endsWith(`errors${ending}`)).sort()) {
      const exported = Object.values((await import(new URL(path, root).href)) as Record<string, { table?: object }>);
      const tables = exported.flatMap(({ table }) => (table === undefined ? [] : [table as FoundTable['table']]));
      found.push(...tables.map((table) => ({ file: `${name}/${folder}/${path}`, table })));
    }
  }
  return found;
}
