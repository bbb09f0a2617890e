import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import type { Address, PrivateKeyAccount } from 'viem';
import { connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { TallystickError } from '../../errors/TallystickError.js';
import { fieldToHex } from '../../field/fieldToHex.js';
import { loadStatementArtifacts } from '../../groth16/loadStatementArtifacts.js';
import { reportStep } from '../../progress/reportStep.js';
import { committeeOf } from '../../stake/committeeOf.js';
import { requireCourts } from '../../stake/requireCourts.js';
import { type SubmittedUptimeProof, submitUptimeProof } from '../../stake/submitUptimeProof.js';
import { COMMITTEE_SIZE } from '../../uptime/COMMITTEE_SIZE.js';
import { type CollectedOpenings, collectOpenings } from '../../uptime/collectOpenings.js';
import { placeOpenings } from '../../uptime/placeOpenings.js';
import { proveUptime } from '../../uptime/proveUptime.js';
import { SLOTS_PER_EPOCH } from '../../uptime/SLOTS_PER_EPOCH.js';
import { serializeUptimeProof } from '../../uptime/serializeUptimeProof.js';
import type { WatchOpening } from '../../uptime/WatchOpening.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { readOpeningFiles } from '../support/readOpeningFiles.js';
import { requireOption } from '../support/requireOption.js';
import { toJsonText } from '../support/toJsonText.js';
import { writeFileDurably } from '../support/writeFileDurably.js';
import { loadWallet } from '../wallet/loadWallet.js';

export type ProveUptimeOptions = {
  opening?: string[];
  epoch?: number;
  provider?: Address;
  deployment?: string;
  rpc?: string;
  keyFile?: string;
  submit?: boolean;
  out?: string;
  ptau?: string;
  zkey?: string;
  json?: string;
};

/** What is to be proved, and where it came from. */
type Case = {
  provider: Address;
  epoch: number;
  roots: readonly bigint[];
  openings: readonly (WatchOpening | undefined)[];
  committee?: readonly Address[];
  failures: CollectedOpenings['failures'];
};

/** `tallystick prove uptime`: the proof of an epoch's missed slots, from openings in files or from the watchers. */
export async function proveUptimeCommand(context: CommandContext, options: ProveUptimeOptions): Promise<CommandResult> {
  const { io, hide, onProgress } = context;
  const files = await readOpeningFiles(options.opening ?? []);
  // Whatever goes wrong, what the watchers saw is not written anywhere.
  for (const { salt } of files) hide(fieldToHex(salt));
  const chain = await connect(context, options);
  if (options.submit === true && chain === undefined) requireOption(options.deployment, '--deployment', '--submit');
  const needsWallet = options.submit === true || (chain !== undefined && files.length === 0);
  const wallet = needsWallet ? await loadWallet({ io, keyFile: options.keyFile, hide }) : undefined;
  const subject =
    chain === undefined ? fromFiles(options, files) : await fromChain(context, options, { chain, files, wallet });
  const { provider, epoch, failures, ...rest } = subject;
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

type Chain = NonNullable<Awaited<ReturnType<typeof connect>>>;

async function connect({ onProgress }: CommandContext, options: ProveUptimeOptions) {
  if (options.deployment === undefined && options.rpc === undefined) return undefined;
  const deployment = await readDeploymentFile(requireOption(options.deployment, '--deployment', '--rpc'));
  const rpcUrl = requireOption(options.rpc, '--rpc', '--deployment');
  const courts = requireCourts(deployment);
  const connection = await reportStep({ step: 'connect', detail: `chain ${deployment.chainId}`, onProgress }, () =>
    connectChain({ rpcUrl, deployment }),
  );
  return { ...connection, deployment, courts };
}

/** Without a chain, the roots are those of the openings: the proof states them, and its verifier has to compare them. */
function fromFiles({ provider, epoch }: ProveUptimeOptions, files: readonly WatchOpening[]): Case {
  const [first] = files;
  if (first === undefined || files.length > COMMITTEE_SIZE) {
    throw new TallystickError('uptime/out-of-range', {
      message: 'Without --deployment and --rpc, openings are needed',
      facts: { field: '--opening', given: files.length, expected: `1 to ${COMMITTEE_SIZE} openings` },
    });
  }
  const openings = Array.from({ length: COMMITTEE_SIZE }, (_, i) => files[i]);
  const roots = openings.map((opening) => opening?.root ?? 0n);
  return { provider: provider ?? first.provider, epoch: epoch ?? first.epoch, roots, openings, failures: [] };
}

async function fromChain(
  { onProgress }: CommandContext,
  options: ProveUptimeOptions,
  { chain, files, wallet }: { chain: Chain; files: readonly WatchOpening[]; wallet: PrivateKeyAccount | undefined },
): Promise<Case> {
  const { publicClient, deployment, courts } = chain;
  const provider = options.provider ?? files[0]?.provider ?? wallet?.address;
  const epoch = options.epoch ?? files[0]?.epoch;
  if (provider === undefined || epoch === undefined) {
    throw new TallystickError('uptime/out-of-range', {
      message: 'Which epoch is to be proved?',
      facts: { field: '--epoch', expected: 'the number of an epoch, or an opening that has it' },
    });
  }
  const committee = await reportStep({ step: 'committee', detail: `epoch ${epoch}`, onProgress }, () =>
    committeeOf({ publicClient, uptimeCourt: courts.uptimeCourt, provider, epoch }),
  );
  if (!committee.drawn) {
    throw new TallystickError('uptime/no-committee', { facts: { field: 'epoch', given: epoch, provider } });
  }
  const members = committee.members.map(({ watcher }) => watcher);
  const roots = committee.members.map(({ root }) => root);
  if (wallet === undefined || files.length > 0) {
    // A struck member's root counts as 0, so its opening is of no use.
    const openings = placeOpenings(files, members).map((opening, i) => (roots[i] === 0n ? undefined : opening));
    return { provider, epoch, roots, openings, committee: members, failures: [] };
  }
  const allowPrivate = isDevelopmentChain(deployment.chainId);
  const collected = await collectOpenings({
    publicClient,
    deployment,
    committee,
    account: wallet,
    allowPrivate,
    onProgress,
  });
  return { provider, epoch, roots, ...collected, committee: members };
}
