import { type Address, getAddress } from 'viem';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { validateInteger } from '../../core/limits.js';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import type { CircuitInputs } from '../../proving/groth16/proof.js';
import { proveGroth16 } from '../../proving/groth16/proveGroth16.js';
import { assertArtifacts, type StatementArtifacts } from '../../proving/groth16/statementArtifacts.js';
import { countMissedSlots } from './bitmap.js';
import { COMMITTEE_SIZE, MAX_EPOCH, WATCH_DEPTH } from './constants.js';
import { assertWatchOpening, openingRoot, type WatchOpening } from './opening.js';
import { loadPoseidon } from './poseidon.js';
import { assertAddress, assertRoots, toUptimeInputs, type UptimeProof } from './statement.js';
import { uptimeError } from './uptimeErrors.js';

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
 *
 * @example
 * import { loadStatementArtifacts } from '@tallystick/prover/proving';
 * import { proveUptime } from '@tallystick/prover/statements';
 *
 * const artifacts = await loadStatementArtifacts({ statement: 'uptime', chainId });
 * // the court's five roots, and the openings that the watchers gave, in the committee's order
 * const { missedSlots, proof } = await proveUptime({ artifacts, provider, epoch, roots, openings });
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
  validateInteger(epoch, { field: 'epoch', max: MAX_EPOCH, toError: uptimeError.of('uptime/out-of-range') });
  assertRoots(roots);
  for (const [field, list] of Object.entries({ openings, committee: committee ?? openings })) {
    if (Array.isArray(list) && list.length === COMMITTEE_SIZE) continue;
    const given = Array.isArray(list) ? `${list.length} entries` : typeof list;
    throw uptimeError('uptime/out-of-range', {
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
  return uptimeError('uptime/opening-mismatch', { message, facts: { field, given, expected } });
}

const NO_SIBLINGS = Array.from({ length: WATCH_DEPTH }, () => [0n, 0n, 0n]);

/**
 * The inputs of the uptime circuit by name. Unchecked, and secret: they hold bitmaps and salts. A member that is left out has
 * bitmap 0, which the circuit demands, and whatever else.
 */
export function toUptimeCircuitInputs(parameters: {
  provider: Address;
  epoch: number;
  roots: readonly bigint[];
  openings: readonly (WatchOpening | undefined)[];
}): CircuitInputs {
  const { provider, epoch, roots, openings } = parameters;
  return {
    provider: BigInt(provider),
    epoch: BigInt(epoch),
    roots,
    watchers: openings.map((opening) => BigInt(opening?.watcher ?? 0)),
    bitmaps: openings.map((opening) => opening?.bitmap ?? 0n),
    salts: openings.map((opening) => opening?.salt ?? 0n),
    indices: openings.map((opening) => BigInt(opening?.index ?? 0)),
    siblings: openings.map((opening) => opening?.siblings ?? NO_SIBLINGS),
    present: openings.map((opening) => (opening === undefined ? 0n : 1n)),
  };
}

/**
 * Puts openings in the order of a committee, whatever order they come in.
 *
 * @param committee the five members' addresses
 * @returns five entries, undefined for a member whose opening isn't there
 * @throws uptime/opening-mismatch for an opening of nobody in the committee, or a second one of a member
 */
export function placeOpenings(
  openings: readonly WatchOpening[],
  committee: readonly Address[],
): (WatchOpening | undefined)[] {
  const placed: (WatchOpening | undefined)[] = committee.map(() => undefined);
  for (const [i, opening] of openings.entries()) {
    const at = committee.findIndex((member) => member.toLowerCase() === opening.watcher.toLowerCase());
    if (at !== -1 && placed[at] === undefined) {
      placed[at] = opening;
      continue;
    }
    throw uptimeError('uptime/opening-mismatch', {
      message: at === -1 ? 'The watcher is not in the committee' : 'Two openings are of one watcher',
      facts: { field: `openings[${i}].watcher`, given: opening.watcher, expected: 'one opening of each member' },
    });
  }
  return placed;
}
