import { readText } from '../../packages/readPackages.js';

export type ReadmeSnippet = {
  /** Name of the file that it becomes. */
  file: string;
  /** The snippet as a module: its imports, what the README takes as given, and the rest. */
  code: string;
};

/** What a README's snippets take as given beside what they import: their reader's own clients, keys and choices. */
const GIVEN: Record<string, string> = {
  'README.md': `
    declare const { serial, chainId, domain, terms, privateKey }: import('@tallystick/prover').ClientAllowance;
    declare const gateway: import('@tallystick/prover').Gateway;
    declare const allowance: import('@tallystick/prover').ClientAllowance;
    declare const account: import('viem').PrivateKeyAccount;
    declare const deployment: import('@tallystick/verifier-contracts').Deployment;
    declare const client: import('viem').PublicClient;
    declare const token: import('viem').Address, recipient: import('viem').Address;`,
  'verifier-contracts/README.md': `
    declare const deployment: import('@tallystick/verifier-contracts').Deployment;
    declare const publicClient: import('viem').PublicClient;
    declare const walletClient: import('viem').WalletClient<import('viem').Transport, import('viem').Chain, import('viem').Account>;
    declare const token: import('viem').Address, address: import('viem').Address;
    declare const shapes: import('@tallystick/verifier-contracts').ShapeToDeploy[];
    declare const owner: { x: bigint; y: bigint }, terms: bigint;
    declare const uptime: import('@tallystick/prover/proving').StatementArtifacts, usage: typeof uptime;`,
};

/**
 * The TypeScript in READMEs, as a reader would copy it. What follows a snippet's imports stands in a block, where its own names go before
 * those that are given.
 */
export function readmeSnippets(readmes: string[]): ReadmeSnippet[] {
  return readmes.flatMap((path) =>
    [...readText(path).matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```$/gm)].map(([, text = ''], index) => {
      const imports = text.match(/^import [\s\S]*?;$/gm) ?? [];
      const rest = imports.reduce((left, one) => left.replace(one, ''), text);
      const file = `${path.replace(/\.md$/, '').replace(/\W/g, '-')}.${index}.ts`;
      return { file, code: `${imports.join('\n')}\n${GIVEN[path] ?? ''}\n{${rest}}\nexport {};\n` };
    }),
  );
}
