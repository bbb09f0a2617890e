import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { type AccountOnChain, readAccountFromChain } from '../../../chain/rebuild/readAccountFromChain.js';
import type { AllowanceRecord } from '../../../clientFiles/book/AllowanceRecord.js';
import { createAllowanceBook } from '../../../clientFiles/book/createAllowanceBook.js';
import { serializeRecord } from '../../../clientFiles/book/serializeRecord.js';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import type { Terms } from '../../../core/account/terms.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { createSequencerClient } from '../../../sequencerClient/createSequencerClient.js';
import type { SequencerAccount } from '../../../sequencerClient/SequencerClient.js';
import { cliError } from '../../cliErrors.js';
import { timeText, unitsText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { findRecord } from '../../support/findRecord.js';
import { resolveAccount } from '../../support/resolveAccount.js';

export type AllowanceShowOptions = {
  serial?: number;
  index?: number;
  deployment?: string;
  rpc?: readonly string[];
  sequencer?: string;
  keyFile?: string;
  state?: string;
  json?: string;
};

type Line = [string, string];

/** `tallystick allowance show`: the local records, or one account as this machine, the sequencer and the chain see it. */
export async function allowanceShow(context: CommandContext, options: AllowanceShowOptions): Promise<CommandResult> {
  const { serial } = options;
  if (serial === undefined) return listRecords(options);
  const deployment = options.deployment === undefined ? undefined : await readDeploymentFile(options.deployment);
  const record = await findRecord({ serial, deployment, state: options.state });
  // With a record everything is at hand; without one, the wallet derives the view key.
  const viewKey = record?.terms.viewKey ?? (await resolveAccount(context, { ...options, serial })).viewKey;
  const sequencer = await askSequencer(context, options, { serial, viewKey });
  const known = record?.terms ?? sequencer?.terms;
  const terms = known === undefined ? undefined : { ...known, viewKey };
  const chain = await askChain(context, options, { serial, terms });
  if (record === undefined && sequencer === undefined) {
    throw cliError('cli/unknown-allowance', {
      facts: { field: '--serial', given: serial },
      remedy: 'There is no local record, so the terms have to come from the sequencer: add --sequencer URL.',
    });
  }
  const lines: Line[] = [['serial', String(serial)]];
  if (terms !== undefined) lines.push(...termsLines(terms));
  if (record !== undefined) lines.push(['local record', `${record.status}, ${record.amount} token base units paid in`]);
  if (sequencer !== undefined) {
    lines.push([
      'sequencer',
      `${sequencer.status}, balance ${sequencer.balance} token base units, nonce ${sequencer.nonce}`,
    ]);
    lines.push(['  settled', unitsText(sequencer.counters)]);
  }
  if (chain !== undefined) {
    const { state, batchId } = chain;
    const source = batchId === undefined ? 'in no batch yet' : `batch ${batchId}`;
    lines.push([
      'chain',
      `${chain.status}, ${source}, balance ${state.balance} token base units, nonce ${state.nonce}`,
    ]);
    lines.push(['  settled', unitsText(state.counters)]);
    if (chain.status === 'queued') lines.push(['  refundable from', timeText(chain.refundableAt)]);
  }
  return {
    lines,
    json: {
      serial,
      ...(record === undefined ? {} : { local: publicRecord(record) }),
      ...(sequencer === undefined ? {} : { sequencer: { ...sequencer, owner: undefined } }),
      ...(chain === undefined ? {} : { chain: chainJson(chain) }),
    },
  };
}

async function listRecords({ state }: AllowanceShowOptions): Promise<CommandResult> {
  const records = await createAllowanceBook(await stateFolder(state)).list();
  const lines = records.map((record): Line => {
    const { serial, terms, amount, status } = record;
    const kind = terms.providerSerial === 0 ? 'earning account' : `allowance for provider ${terms.providerSerial}`;
    return [
      `serial ${serial ?? '?'}`,
      `${kind}, ${amount} token base units paid in, ${status}, expires ${timeText(terms.expiry)}`,
    ];
  });
  return { lines: [...lines, ['records', String(records.length)]], json: { records: records.map(publicRecord) } };
}

/** A record without its view key. */
function publicRecord(record: AllowanceRecord): Record<string, unknown> {
  const { terms, ...rest } = serializeRecord(record);
  const { viewKey: _secret, ...shown } = terms as Record<string, unknown>;
  return { ...rest, terms: shown };
}

function chainJson({ state, ...rest }: AccountOnChain): Record<string, unknown> {
  const { balance, counters, nonce } = state;
  return { ...rest, balance, counters, nonce };
}

function termsLines({ providerSerial, prices, expiry }: Terms): Line[] {
  if (providerSerial === 0) return [['kind', 'earning account']];
  return [
    ['kind', `allowance for provider ${providerSerial}`],
    ['prices', `token base units for one unit: ${unitsText(prices)}`],
    ['expires', timeText(expiry)],
  ];
}

async function askSequencer(
  { onProgress }: CommandContext,
  { sequencer: url }: AllowanceShowOptions,
  query: { serial: number; viewKey: bigint },
): Promise<SequencerAccount | undefined> {
  if (url === undefined) return undefined;
  return reportStep({ step: 'sequencer', detail: `serial ${query.serial}`, onProgress }, () =>
    createSequencerClient({ url }).getAccount(query),
  );
}

async function askChain(
  { onProgress }: CommandContext,
  { rpc: rpcUrl, deployment: file }: AllowanceShowOptions,
  { serial, terms }: { serial: number; terms: Terms | undefined },
): Promise<AccountOnChain | undefined> {
  if (rpcUrl === undefined || file === undefined || terms === undefined) return undefined;
  const deployment = await readDeploymentFile(file);
  return reportStep({ step: 'chain', detail: `serial ${serial}`, onProgress }, async () => {
    const { publicClient } = await connectChain({ rpcUrl, deployment });
    const { rollup, deployedAtBlock: fromBlock } = deployment;
    return readAccountFromChain({ publicClient, rollup, serial, terms, fromBlock });
  });
}
