import type { Address } from 'viem';
import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { requireCourts } from '../../../chain/stake/asserts.js';
import { committeeOf, readEpochTimes } from '../../../chain/stake/committeeOf.js';
import { readClaimable, readProvider, readWatcher } from '../../../chain/stake/readStakeAccount.js';
import type { StakeAccount } from '../../../chain/stake/types.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { timeText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { loadWallet } from '../../wallet/loadWallet.js';

export type StakeShowOptions = {
  rpc: readonly string[];
  deployment: string;
  address?: Address;
  epoch?: number;
  keyFile?: string;
  json?: string;
};

type Line = readonly [string, string];

/** `tallystick stake show`: an address's accounts, what it can claim, and its committee in an epoch. */
export async function stakeShow(
  { io, hide, onProgress }: CommandContext,
  options: StakeShowOptions,
): Promise<CommandResult> {
  const deployment = await readDeploymentFile(options.deployment);
  const { stakeRegistry, uptimeCourt } = requireCourts(deployment);
  const address = options.address ?? (await loadWallet({ io, keyFile: options.keyFile, hide })).address;
  const { epoch } = options;
  return reportStep({ step: 'chain', detail: address, onProgress }, async () => {
    const { publicClient } = await connectChain({ rpcUrl: options.rpc, deployment });
    const [provider, watcher, claimable] = await Promise.all([
      readProvider({ publicClient, stakeRegistry, address }),
      readWatcher({ publicClient, stakeRegistry, address }),
      readClaimable({ publicClient, stakeRegistry, uptimeCourt, recipient: address }),
    ]);
    const judged =
      epoch === undefined
        ? undefined
        : {
            times: await readEpochTimes({ publicClient, uptimeCourt, epoch }),
            committee: await committeeOf({ publicClient, uptimeCourt, provider: address, epoch }),
          };
    return {
      lines: [
        ['address', address],
        ...accountLines(provider),
        ...accountLines(watcher),
        ['claimable', `${claimable.tokens} token base units, ${claimable.bondsWei} wei of bonds`],
        ...(judged === undefined ? [] : judgementLines(judged)),
      ],
      json: { address, provider, watcher, claimable, ...judged },
    };
  });
}

function accountLines({ kind, status, ...account }: StakeAccount): Line[] {
  if (status === 'none') return [[kind, 'not registered']];
  const { stake, unbonding, requirement, withdrawableAt, graceEndsAt, endpoint, promisedUptimeBps } = account;
  return [
    [kind, `${status}, ${stake} token base units at stake, ${requirement} required`],
    ...(promisedUptimeBps === 0 ? [] : [['  promises', `${promisedUptimeBps / 100} % uptime`] as const]),
    ['  endpoint', endpoint],
    ...(unbonding === 0n ? [] : [['  unbonding', `${unbonding}, from ${timeText(withdrawableAt)}`] as const]),
    ...(graceEndsAt === 0 ? [] : [['  top up before', timeText(graceEndsAt)] as const]),
  ];
}

function judgementLines({
  times,
  committee,
}: {
  times: Awaited<ReturnType<typeof readEpochTimes>>;
  committee: Awaited<ReturnType<typeof committeeOf>>;
}): Line[] {
  const { epoch, drawn, isVoid, members } = committee;
  return [
    [`epoch ${epoch}`, `${timeText(times.startsAt)} to ${timeText(times.endsAt)}`],
    ['  roots until', timeText(times.postUntil)],
    ['  demands until', timeText(times.demandUntil)],
    ['  proof until', timeText(times.proofUntil)],
    ['  committee', drawn ? (isVoid ? 'too few roots: void so far' : 'judges') : 'not drawn'],
    ...members.map(
      ({ watcher, root, leaf }): Line => ['  member', `${watcher} ${root === 0n ? 'no root' : 'posted'}, ${leaf}`],
    ),
  ];
}
