import type { Address } from 'viem';
import { type SubmittedUptimeProof, submitUptimeProof } from '../../../chain/stake/submitUptimeProof.js';
import { writeFileDurably } from '../../../clientFiles/writeFileDurably.js';
import { fieldToHex } from '../../../core/field.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { loadStatementArtifacts } from '../../../proving/groth16/loadStatementArtifacts.js';
import { SLOTS_PER_EPOCH } from '../../../statements/uptime/bitmap.js';
import { COMMITTEE_SIZE } from '../../../statements/uptime/constants.js';
import { proveUptime } from '../../../statements/uptime/proveUptime.js';
import { serializeUptimeProof } from '../../../statements/uptime/statement.js';
import { toJsonText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { findCourts } from '../../support/findCourts.js';
import { readOpeningFiles } from '../../support/readOpeningFiles.js';
import { readUptimeCase } from '../../support/readUptimeCase.js';
import { requireOption } from '../../support/requireOption.js';
import { loadWallet } from '../../wallet/loadWallet.js';

export type ProveUptimeOptions = {
  opening?: string[];
  epoch?: number;
  provider?: Address;
  deployment?: string;
  rpc?: readonly string[];
  keyFile?: string;
  submit?: boolean;
  out?: string;
  ptau?: string;
  zkey?: string;
  json?: string;
};

/** `tallystick prove uptime`: the proof of an epoch's missed slots, from openings in files or from the watchers. */
export async function proveUptimeCommand(context: CommandContext, options: ProveUptimeOptions): Promise<CommandResult> {
  const { io, hide, onProgress } = context;
  const files = await readOpeningFiles(options.opening ?? []);
  // Whatever goes wrong, what the watchers saw is not written anywhere.
  for (const { salt } of files) hide(fieldToHex(salt));
  const chain = await findCourts(context, options);
  if (options.submit === true && chain === undefined) requireOption(options.deployment, '--deployment', '--submit');
  const needsWallet = options.submit === true || (chain !== undefined && files.length === 0);
  const wallet = needsWallet ? await loadWallet({ io, keyFile: options.keyFile, hide }) : undefined;
  const subject = await readUptimeCase(context, options, { chain, files, wallet });
  const { provider, epoch, failures, ...rest } = subject;
  for (const opening of rest.openings) if (opening !== undefined) hide(fieldToHex(opening.salt));
  const artifacts = await loadStatementArtifacts({
    statement: 'uptime',
    ptau: options.ptau,
    zkey: options.zkey,
    chainId: chain?.deployment.chainId,
    onProgress,
  });
  const proved = await proveUptime({ artifacts, provider, epoch, ...rest, onProgress });
  const proof = serializeUptimeProof(proved);
  if (options.out !== undefined) await writeFileDurably(options.out, toJsonText(proof), 0o644);
  let submitted: SubmittedUptimeProof | undefined;
  if (options.submit === true && chain !== undefined && wallet !== undefined) {
    const { publicClient, writer, courts } = chain;
    submitted = await reportStep({ step: 'submit', detail: `epoch ${epoch}`, onProgress }, () =>
      submitUptimeProof({
        publicClient,
        walletClient: writer(wallet),
        uptimeCourt: courts.uptimeCourt,
        proof: proved,
      }),
    );
  }
  const { missedSlots, witnessMs, proveMs } = proved;
  const members = rest.openings.filter((opening) => opening !== undefined).length;
  return {
    lines: [
      ['provider', provider],
      ['epoch', String(epoch)],
      ['members', `${members} of ${COMMITTEE_SIZE}`],
      ...failures.map(({ watcher, error }) => ['left out', `${watcher}: ${error.code}`] as const),
      ['missed slots', `${missedSlots} of ${SLOTS_PER_EPOCH}`],
      ['proved in', `${((witnessMs + proveMs) / 1000).toFixed(1)} s`],
      ['proof', options.out ?? JSON.stringify(proof)],
      ...(submitted === undefined
        ? []
        : ([
            ['penalty', `${submitted.penalty} token base units`],
            ['transaction', `${submitted.transactionHash} (${submitted.gasUsed} gas)`],
          ] as const)),
    ],
    json: {
      ...proof,
      members,
      leftOut: failures.map(({ watcher, member, error }) => ({ watcher, member, code: error.code })),
      witnessMs,
      proveMs,
      setup: artifacts.setup.kind,
      ...(submitted === undefined ? {} : { submitted }),
    },
  };
}
