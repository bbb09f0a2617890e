import { type Deployment, rollupAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../../../chain/ChainClients.js';
import { connectChain } from '../../../chain/connectChain.js';
import { openAllowance } from '../../../chain/openAllowance.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { type BlockRange, readInParts } from '../../../chain/rebuild/readInParts.js';
import { toChainError } from '../../../chain/toChainError.js';
import type { AllowanceRecord } from '../../../clientFiles/book/AllowanceRecord.js';
import { createAllowanceBook } from '../../../clientFiles/book/createAllowanceBook.js';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import type { Terms } from '../../../core/account/terms.js';
import { TallystickError } from '../../../core/errors/TallystickError.js';
import { deriveAccountKey, deriveAllowanceKey, deriveViewKey } from '../../../core/keys.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { pointToJson } from '../../../core/signature.js';
import { timeText, unitsText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { isSameRollup } from '../../support/findRecord.js';
import { registerRecord } from '../../support/registerRecord.js';
import { loadWallet } from '../../wallet/loadWallet.js';
import { type OpenTermsOptions, openTerms } from './openTerms.js';

export type AllowanceOpenOptions = OpenTermsOptions & {
  amount: bigint;
  rpc: string;
  deployment: string;
  sequencer: string;
  timeout: number;
  keyFile?: string;
  state?: string;
  json?: string;
};

/** Errors after which the chain surely has no trace of the open, so its record needn't be kept. */
const NOTHING_SENT = ['chain/reverted', 'chain/insufficient-tokens', 'chain/transaction-failed'];

/** `tallystick allowance open`: a new account on the chain, its terms at the sequencer, its record on this machine. */
export async function allowanceOpen(context: CommandContext, options: AllowanceOpenOptions): Promise<CommandResult> {
  const { io, hide, onProgress } = context;
  const { amount } = options;
  const terms = openTerms(options, io.now());
  const deployment = await readDeploymentFile(options.deployment);
  const account = await loadWallet({ io, keyFile: options.keyFile, hide });
  const book = createAllowanceBook(await stateFolder(options.state));
  const chain = await reportStep({ step: 'connect', detail: `chain ${deployment.chainId}`, onProgress }, () =>
    connectChain({ rpcUrl: options.rpc, deployment }),
  );
  const root = (await deriveAccountKey(account)).privateKey;
  const { domain, rollup, chainId } = deployment;
  const usedOnChain = await readOwners(chain.publicClient, deployment, account.address);

  // The record is durable before any money moves: were it written afterwards, a crash in between would lose the terms.
  let record: AllowanceRecord | undefined;
  await book.update((records) => {
    // A key is used once, on any machine; the chain knows the opens of those whose records are elsewhere.
    const used = new Set([...usedOnChain, ...records.map(({ owner }) => owner.x)]);
    let index = 0;
    while (used.has(deriveAllowanceKey({ root, index, domain }).publicKey.x)) index += 1;
    const owner = deriveAllowanceKey({ root, index, domain }).publicKey;
    const full: Terms = { ...terms, viewKey: deriveViewKey({ root, index, domain }) };
    record = { chainId, rollup, index, owner, terms: full, amount, status: 'opening', registered: false };
    return [...records, record];
  });
  if (record === undefined) throw new TypeError('the record was not made');
  const draft: AllowanceRecord = record;
  const replace = (next: AllowanceRecord | undefined): Promise<void> =>
    book.update((records) =>
      records.flatMap((kept) => (isSameRollup(kept, draft) && kept.owner.x === draft.owner.x ? (next ?? []) : kept)),
    );

  const opened = await reportStep({ step: 'open', detail: `${amount} token base units`, onProgress }, () =>
    openAllowance({
      publicClient: chain.publicClient,
      walletClient: chain.writer(account),
      rollup,
      owner: draft.owner,
      terms: draft.terms,
      amount,
      onProgress: (detail) => onProgress({ step: 'open', status: 'progress', detail }),
    }),
  ).catch(async (error: unknown) => {
    if (error instanceof TallystickError && NOTHING_SENT.includes(error.code)) await replace(undefined);
    throw error;
  });
  const { serial, transactionHash, refundableAt, openFeeWei } = opened;
  const open: AllowanceRecord = { ...draft, status: 'open', serial, transactionHash };
  await replace(open);
  await registerRecord(context, {
    record: open,
    book,
    sequencerUrl: options.sequencer,
    timeoutSeconds: options.timeout,
  });

  const kind = terms.providerSerial === 0 ? 'earning account' : 'allowance';
  return {
    lines: [
      ['serial', String(serial)],
      ['kind', kind],
      ['amount', `${amount} token base units`],
      ...(terms.providerSerial === 0
        ? []
        : ([
            ['provider', `serial ${terms.providerSerial}`],
            ['prices', `token base units for one unit: ${unitsText(terms.prices)}`],
            ['expires', timeText(terms.expiry)],
          ] as [string, string][])),
      ['refundable from', `${timeText(refundableAt)}, unless a batch takes it before`],
      ['fee of the open', `${openFeeWei} wei`],
      ['transaction', transactionHash],
      ['record', book.path],
    ],
    json: {
      serial,
      kind,
      index: draft.index,
      owner: pointToJson(draft.owner),
      amount,
      ...terms,
      refundableAt,
      openFeeWei,
      transactionHash,
      registered: true,
    },
  };
}

/** The keys, by their x, of the accounts that a wallet has opened. */
async function readOwners(
  publicClient: ChainReader,
  { rollup, deployedAtBlock: fromBlock }: Deployment,
  opener: Address,
): Promise<bigint[]> {
  const action = 'reading the opens of the wallet';
  const toBlock = await publicClient.getBlockNumber({ cacheTime: 0 }).catch((error: unknown) => {
    throw toChainError(error, action);
  });
  const filter = { address: rollup, abi: rollupAbi, eventName: 'Opened', args: { opener }, strict: true } as const;
  const read = (part: BlockRange) => publicClient.getContractEvents({ ...filter, ...part });
  const owners: bigint[] = [];
  for await (const { logs } of readInParts({ fromBlock, toBlock, action, read })) {
    owners.push(...logs.map(({ args }) => args.ownerX));
  }
  return owners;
}
