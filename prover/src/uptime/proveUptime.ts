import { type Address, getAddress } from 'viem';
import { validateInteger } from '../account/validateInteger.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { StatementArtifacts } from '../groth16/StatementArtifacts.js';
import type { OnProgress } from '../progress/ProgressEvent.js';
import { reportStep } from '../progress/reportStep.js';
import { assertArtifacts } from '../statement/assertArtifacts.js';
import { proveGroth16 } from '../statement/proveGroth16.js';
import { assertAddress } from './assertAddress.js';
import { assertRoots } from './assertRoots.js';
import { assertWatchOpening } from './assertWatchOpening.js';
import { COMMITTEE_SIZE } from './COMMITTEE_SIZE.js';
import { countMissedSlots } from './countMissedSlots.js';
import { loadPoseidon } from './loadPoseidon.js';
import { MAX_EPOCH } from './MAX_EPOCH.js';
import { openingRoot } from './openingRoot.js';
import { toUptimeCircuitInputs } from './toUptimeCircuitInputs.js';
import { toUptimeInputs } from './toUptimeInputs.js';
import type { UptimeProof } from './UptimeProof.js';
import type { WatchOpening } from './WatchOpening.js';

export type ProveUptimeParameters = {
  /** `loadStatementArtifacts({ statement: 'uptime' })`. */
  artifacts: StatementArtifacts<'uptime'>;
  provider: Address;
  epoch: number;
  /** The roots of the five members of the committee in the court's order; 0 for one that posted none or was struck. */
  roots: readonly bigint[];
  /**
   * The members' openings in the same order. Undefined for one that is left out: it counts as one that saw the provider down in
   * every slot, which only hurts the provider.
   */
  openings: readonly (WatchOpening | undefined)[];
  /** The members' addresses in the same order, where they are known: an opening must be of its member. */
  committee?: readonly Address[] | undefined;
  onProgress?: OnProgress | undefined;
};

export type ProvedUptime = UptimeProof & { witnessMs: number; proveMs: number };

/**
 * Proves how many of an epoch's 96 slots a provider missed. Everything is checked here first, so that a refusal names what is
 * wrong. Bitmaps and salts never leave the machine and are in no error.
 *
 * @throws uptime/out-of-range, uptime/malformed, uptime/opening-mismatch, statement/wrong-artifacts, statement/unprovable,
 * statement/prover-failed
 */
export async function proveUptime(parameters: ProveUptimeParameters): Promise<ProvedUptime> {
  const { artifacts, epoch, roots, openings, onProgress } = parameters;
  assertArtifacts(artifacts, 'uptime');
  await loadPoseidon();
  await reportStep({ step: 'check', detail: `uptime, epoch ${epoch}`, onProgress }, async () => check(parameters));
  const provider = getAddress(parameters.provider);
  const missedSlots = countMissedSlots(openings.map((opening) => opening?.bitmap));
  const statement = { provider, epoch, roots: [...roots], missedSlots };
  const { proof, witnessMs, proveMs } = await proveGroth16({
    artifacts,
    inputs: toUptimeCircuitInputs({ provider, epoch, roots, openings }),
    publicInputs: toUptimeInputs(statement),
    onProgress,
  });
  return { statement: 'uptime', ...statement, proof, witnessMs, proveMs };
}

function check({ provider, epoch, roots, openings, committee }: ProveUptimeParameters): void {
  assertAddress(provider, 'provider');
  validateInteger(epoch, { field: 'epoch', max: MAX_EPOCH, code: 'uptime/out-of-range' });
  assertRoots(roots);
  for (const [field, list] of Object.entries({ openings, committee: committee ?? openings })) {
    if (Array.isArray(list) && list.length === COMMITTEE_SIZE) continue;
    const given = Array.isArray(list) ? `${list.length} entries` : typeof list;
    throw new TallystickError('uptime/out-of-range', {
      facts: { field, given, expected: `${COMMITTEE_SIZE} entries` },
    });
  }
  const seen = new Map<string, number>();
  for (const [i, opening] of openings.entries()) {
    if (opening === undefined) continue;
    const at = `openings[${i}]`;
    if (roots[i] === 0n) {
      throw mismatch(
        `roots[${i}]`,
        0n,
        'a root, or no opening',
        'The member has no root, so its opening must be left out',
      );
    }
    assertWatchOpening(opening, at);
    if (!isSame(opening.provider, provider)) {
      throw mismatch(`${at}.provider`, opening.provider, provider, 'The opening is of another provider');
    }
    if (opening.epoch !== epoch) {
      throw mismatch(`${at}.epoch`, opening.epoch, epoch, 'The opening is of another epoch');
    }
    const member = committee?.[i];
    if (member !== undefined && !isSame(opening.watcher, member)) {
      throw mismatch(`${at}.watcher`, opening.watcher, member, 'The opening is of another watcher');
    }
    const twin = seen.get(opening.watcher.toLowerCase());
    if (twin !== undefined) {
      const expected = `another watcher than openings[${twin}]`;
      throw mismatch(`${at}.watcher`, opening.watcher, expected, 'Two openings are of one watcher');
    }
    seen.set(opening.watcher.toLowerCase(), i);
    if (opening.root !== roots[i]) {
      throw mismatch(`${at}.root`, opening.root, roots[i], 'The opening is of another root than the posted one');
    }
    const reached = openingRoot(opening);
    if (reached !== roots[i]) {
      throw mismatch(at, reached, roots[i], "The opening's leaf does not lie under the posted root");
    }
  }
}

function isSame(a: Address, b: Address): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function mismatch(field: string, given: unknown, expected: unknown, message: string): TallystickError {
  return new TallystickError('uptime/opening-mismatch', { message, facts: { field, given, expected } });
}
