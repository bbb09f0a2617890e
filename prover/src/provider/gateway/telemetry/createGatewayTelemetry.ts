import type { Registry } from 'prom-client';
import { describeProblem } from '../../../core/errors/describeProblem.js';
import { TallystickError } from '../../../core/errors/TallystickError.js';
import { createConditions } from '../../../telemetry/createConditions.js';
import type { AllowanceSource } from '../../allowances/allowanceSource.js';
import type { Session, Sessions } from '../session.js';
import { exposeGateway } from './exposeGateway.js';
import { observeAllowances } from './observeAllowances.js';
import { type GatewayStore, observeStore } from './observeStore.js';
import { createTally, type GatewayTally } from './tally.js';
import { type GatewayLog, toLog } from './toLog.js';
import { noteUnsettled, readUnsettled } from './unsettled.js';

export type GatewayTelemetryParameters = {
  providerSerial: number;
  store: GatewayStore;
  allowances: AllowanceSource;
  log: GatewayLog | false | undefined;
  metrics: Registry | undefined;
  /** Unix seconds. */
  clock: () => number;
};

export type GatewayTelemetry = {
  tally: GatewayTally;
  /** Both as they were given, but for what they tell on the way. */
  store: GatewayStore;
  allowances: AllowanceSource;
  /** Has what isn't settled read from these sessions. */
  follow(sessions: Sessions): void;
  /** Tells that a thread which verifies receipts failed. */
  threadFailed(error: unknown): void;
  /** Tells that a request was refused for a failure that its client sees nothing of. */
  unavailable(error: unknown, requestId: string): void;
};

/** While something is away, every request fails in the same way: one line of it in so long a time says as much as all of them. */
const AWAY_LINE_MS = 10_000;

/** So many allowances are asked about anew when the metrics are read: those that wait longest, whose consumers may be gone. */
const ASKED_PER_READING = 16;

/** What a gateway counts, shows and logs of itself and of what it depends on. */
export function createGatewayTelemetry(parameters: GatewayTelemetryParameters): GatewayTelemetry {
  const { providerSerial, clock, metrics } = parameters;
  const tally = createTally();
  const log = toLog(parameters.log);
  const conditions = createConditions(log);
  const fields = { part: 'gateway', provider: providerSerial };
  let sessions: Sessions | undefined;
  let lastAwayMs = Number.NEGATIVE_INFINITY;

  const store = observeStore(parameters.store, {
    committed: (seconds) => tally.committed(seconds),
    used(failure) {
      if (failure === undefined) return conditions.works('store', 'the receipt store works again');
      conditions.broken('store', 'the receipt store fails: requests are refused', {
        ...fields,
        ...describeProblem(failure),
      });
    },
  });
  const allowances = observeAllowances(parameters.allowances, (failure) => {
    if (failure === undefined) {
      conditions.works('source', 'the source of allowances answers again');
      if (!isSerialKnown) void checkSerial();
      return;
    }
    tally.sourceFailures += 1;
    const problem = describeProblem(failure);
    const what = problem.name.startsWith('sequencer-client/')
      ? 'the sequencer cannot be reached'
      : 'the source of allowances fails';
    conditions.broken('source', `${what}: allowances not known yet are refused`, { ...fields, ...problem });
  });

  let isSerialKnown = allowances.knows === undefined;
  let isChecking = false;
  async function checkSerial(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    try {
      isSerialKnown = (await allowances.knows?.(providerSerial)) ?? true;
      if (isSerialKnown) conditions.works('serial', "the sequencer knows the provider's account now");
      else {
        const message = "the sequencer knows no account with the provider's serial: nothing can be settled to it";
        conditions.broken('serial', message, fields);
      }
    } catch {
      // It could not be asked, which is told of already.
    } finally {
      isChecking = false;
    }
  }
  if (!isSerialKnown) void checkSerial();

  function unsettled() {
    const found = readUnsettled(sessions?.all() ?? [], { now: clock(), most: ASKED_PER_READING });
    for (const serial of found.oldest) {
      // What comes of it is seen at the next reading.
      allowances.get({ serial }).then(
        (allowance) => renew(serial, allowance),
        () => undefined,
      );
    }
    return found;
  }
  function renew(serial: number, allowance: Session['allowance'] | undefined): void {
    const session = sessions?.find(serial);
    if (session === undefined || allowance === undefined) return;
    const { settled } = session.allowance;
    session.allowance = allowance;
    noteUnsettled(session, settled, clock());
  }

  if (metrics !== undefined) exposeGateway(metrics, { providerSerial, tally, unsettled });
  return {
    tally,
    store,
    allowances,
    follow(followed) {
      sessions = followed;
    },
    threadFailed(error) {
      log.warn(
        { ...fields, ...describeProblem(error) },
        'a thread that verifies receipts failed: the event loop verifies what it had',
      );
    },
    unavailable(error, requestId) {
      const nowMs = performance.now();
      if (nowMs - lastAwayMs < AWAY_LINE_MS) return;
      lastAwayMs = nowMs;
      log.warn(
        { ...fields, requestId, ...describeProblem(error instanceof TallystickError ? (error.cause ?? error) : error) },
        'a request was refused as gateway/unavailable; others of the next seconds are not told of',
      );
    },
  };
}
