import { availableParallelism } from 'node:os';
import { computeDomain } from '../../core/domain.js';
import { MAX_NOW_AHEAD_SECONDS, MAX_PRICE, MAX_SERIAL, validateInteger } from '../../core/limits.js';
import { isSuccessor } from '../../core/receipt/order.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { receiptError } from '../../core/receipt/receiptErrors.js';
import type { Units } from '../../core/units.js';
import { addUnits, coversUnits, maxUnits, validateUnits } from '../../core/units.js';
import type { Payment } from '../../core/x402/payment.js';
import type { DemandDirections } from '../../core/x402/paymentRequired.js';
import { toUnits } from '../../core/x402/toUnits.js';
import { x402Error } from '../../core/x402/x402Errors.js';
import type { Allowance } from '../allowances/allowanceSource.js';
import { gatewayError } from '../gatewayErrors.js';
import { assertAcceptable, assertCovered, assertNotAhead } from './assertCovered.js';
import { type AdmittingGateway, createAdmission } from './createAdmission.js';
import { createPaymentReader } from './createPaymentReader.js';
import { createReceiptVerifier } from './createReceiptVerifier.js';
import { createRefusal, type DemandContext, type Known } from './createRefusal.js';
import type { Admission, Decision, Gateway, GatewayOptions, PaidRequest, Refusal, RefusedRequest } from './gateway.js';
import { toMaxPrepaidUnits } from './metering.js';
import { assertSameOwner, createSessions, isAcceptedBy, isSameReceipt, unitsOwed } from './session.js';
import { createGatewayTelemetry } from './telemetry/createGatewayTelemetry.js';
import { countRefusal } from './telemetry/tally.js';
import { noteUnsettled } from './telemetry/unsettled.js';

/** Of headers that are kept read: some thousands of payments, of which each takes about 900. */
const MAX_HEADER_CHARACTERS = 4_000_000;

/** Threads that verify receipts by default, on a machine with many cores: together they verify some 20,000 a second. */
const MOST_THREADS = 8;

/** Takes the fee of an open along, and an approved amount of the token. */
const OPEN_FUNCTION =
  'function open(uint256 ownerX, uint256 ownerY, uint256 terms, uint256 amount) payable returns (uint32 serial)';

/**
 * The metering of a provider's service against signed receipts, free of any framework; see `fastifyGateway`,
 * `expressGateway`, `honoGateway` and `nodeHttpGateway` for adapters. Await `loadCrypto()` before the first request.
 *
 * Of each allowance it keeps the units charged and the latest receipt. A request is admitted when the receipt, with the
 * credit, covers everything charged, everything reserved by requests under way and its own price; so no unit of a receipt
 * pays twice. It is charged only once its response is ready, in one durable write with the receipt, so a crash charges
 * nothing that was not served.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { createGateway, createLmdbReceiptStore, createSequencerAllowanceSource, loadCrypto } from '@tallystick/prover';
 *
 * await loadCrypto();
 * const gateway = createGateway({
 *   chainId, rollup, token,
 *   providerSerial: 2, // the earning account
 *   prices: { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n }, // token base units
 *   store: createLmdbReceiptStore({ path: 'receipts' }),
 *   allowances: createSequencerAllowanceSource({ sequencer: 'https://sequencer.example' }),
 *   sequencer: 'https://sequencer.example', // named in demands, for consumers that have no allowance yet
 * });
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { chainId, rollup, token, providerSerial, prices, log, metrics } = options;
  const toError = x402Error.of('gateway/bad-configuration');
  validateInteger(providerSerial, { field: 'providerSerial', min: 1, max: MAX_SERIAL, toError });
  validateUnits(prices, { field: 'prices', max: MAX_PRICE, toError });
  const credit = toUnits(options.credit ?? {}, 'credit');
  const { expiryMarginSeconds = 1800, maxSessions = 100_000 } = options;
  const margin = { min: MAX_NOW_AHEAD_SECONDS, max: 2 ** 31 };
  validateInteger(expiryMarginSeconds, { field: 'expiryMarginSeconds', ...margin, toError });
  validateInteger(maxSessions, { field: 'maxSessions', min: 1, max: 2 ** 24, toError });
  const { verifyThreads = Math.min(availableParallelism(), MOST_THREADS) } = options;
  validateInteger(verifyThreads, { field: 'verifyThreads', max: 64, toError });
  const maxPrepaidUnits = toMaxPrepaidUnits(options.maxPrepaidUnits);
  const isCharged = options.isCharged ?? ((status) => status < 400);
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));

  const network = `eip155:${chainId}`;
  const domain = computeDomain({ chainId, rollup });
  const telemetry = createGatewayTelemetry({
    providerSerial,
    store: options.store,
    allowances: options.allowances,
    log,
    metrics,
    clock,
  });
  const { store, allowances, tally } = telemetry;
  const payments = createPaymentReader({ maxCharacters: MAX_HEADER_CHARACTERS });
  const verifier = createReceiptVerifier({ threads: verifyThreads, onFailure: telemetry.threadFailed });
  const sessions = createSessions({ store, maxSessions, domain, verify: verifier.verify });
  telemetry.follow(sessions);
  const directions = createDirections(options);
  const origin = options.origin === undefined ? undefined : toUrl('origin', options.origin).origin;
  const context: DemandContext = { network, rollup, token, domain, providerSerial, prices, directions, origin };

  /** Of the errors of requests that were admitted: whose they were. */
  const knownOf = new WeakMap<object, Known>();

  function assertDeployment({ network: given, receipt }: Payment): void {
    if (given !== network) {
      throw x402Error('gateway/unsupported-payment', {
        facts: { field: 'network', given, expected: network },
      });
    }
    if (receipt.domain !== domain) {
      const facts = { field: 'domain', serial: receipt.serial, given: receipt.domain, expected: domain };
      throw receiptError('receipt/wrong-domain', { facts });
    }
  }

  async function findAllowance({ receipt, viewKey }: Payment): Promise<Allowance> {
    const { serial } = receipt;
    const allowance = await allowances.get({ serial, viewKey });
    if (allowance !== undefined) return allowance;
    const missing = viewKey === undefined ? 'gateway/allowance-needed' : 'gateway/unknown-allowance';
    throw gatewayError(missing, { facts: { field: 'serial', serial, given: serial } });
  }

  async function assertSigned(receipt: Receipt, { owner }: Allowance): Promise<void> {
    const startedMs = performance.now();
    const isSigned = await verifier.verify({ receipt, owner });
    tally.verified((performance.now() - startedMs) / 1000);
    if (!isSigned)
      throw receiptError('receipt/bad-signature', { facts: { field: 'signature', serial: receipt.serial } });
  }

  const admitting: AdmittingGateway = {
    store,
    network,
    credit,
    tally,
    onRefused: (error, session, allowance) => void knownOf.set(error, { allowance, session }),
  };

  /** Runs after the last await: no other request comes in between, so what is checked is what is reserved. */
  function reserve(receipt: Receipt, { allowance, session }: Known, price: Units, version: number): Admission {
    const now = clock();
    const openAt = now + expiryMarginSeconds;
    const isAccepted =
      receipt === session.receipt && isAcceptedBy(session, allowance) && allowance.terms.expiry > openAt;
    const taken = addUnits(session.reserved, price);
    const needed = addUnits(session.used, taken);
    if (!isAccepted) assertAcceptable({ receipt, allowance, latest: session.receipt, providerSerial, prices, openAt });
    // What a receipt covers that was accepted is acknowledged, so never too far ahead.
    if (!isAccepted || !coversUnits(receipt.units, needed)) {
      // What a request asks for may be the consumer's choice, though it is never served.
      assertNotAhead({
        serial: receipt.serial,
        units: maxUnits(receipt.units, unitsOwed(session, price)),
        used: session.used,
        acknowledged: maxUnits(allowance.settled, session.receipt?.units ?? allowance.settled),
        maxPrepaidUnits,
      });
    }
    if (!isAccepted) {
      if (session.receipt === undefined || isSuccessor(session.receipt, receipt)) {
        if (!isSameReceipt(receipt, session.receipt)) tally.receipts += 1;
        session.receipt = receipt;
        session.acceptedBy = { allowance, balance: allowance.balance, settled: allowance.settled };
      }
      const { settled } = session.allowance;
      session.allowance = allowance;
      noteUnsettled(session, settled, now);
    }
    assertCovered({ session, allowance, needed, credit });
    session.reserved = taken;
    session.underWay += 1;
    return createAdmission({ gateway: admitting, session, allowance, price, version });
  }

  /** Where the units seem not to be there, another process with the same store may know more: a later receipt, or later charges. */
  async function reserveAsStored(
    receipt: Receipt,
    known: Known,
    price: Units,
    version: number,
    error: unknown,
  ): Promise<Admission> {
    const { session } = known;
    // Forgotten meanwhile, it must not be reserved in.
    if (!(await sessions.refresh(session)) || sessions.peek(session.serial) !== session) throw error;
    return reserve(receipt, known, price, version);
  }

  async function admit(request: PaidRequest): Promise<Decision> {
    let known: Known | undefined;
    try {
      const read = payments.read(request);
      const { payment, version } = read;
      const { receipt } = payment;
      assertDeployment(payment);
      const allowance = await findAllowance(payment);
      let isSigned = false;
      let session = sessions.peek(receipt.serial);
      // Whoever can't sign for an allowance learns nothing of its terms and counters, so every other check comes later.
      while (session === undefined || !isSigned) {
        if (session !== undefined) assertSameOwner(session, allowance);
        if (session === undefined) await sessions.load(allowance);
        else if (isSameReceipt(receipt, session.receipt)) {
          isSigned = true;
          payments.keep(request, read); // it came again, and may once more
        } else {
          await assertSigned(receipt, allowance);
          isSigned = true;
        }
        // After each await anew: it may have been forgotten.
        session = sessions.peek(receipt.serial);
      }
      known = { allowance, session };
      let admission: Admission;
      try {
        admission = reserve(receipt, known, request.price, version);
      } catch (error) {
        admission = await reserveAsStored(receipt, known, request.price, version, error);
      }
      return { admitted: true, admission };
    } catch (error) {
      return { admitted: false, refusal: refuse(error, request, known) };
    }
  }

  function refuse(error: unknown, request: RefusedRequest, known = knownOf.get(error as object)): Refusal {
    const refusal = createRefusal({ error, request, context, known });
    const { code, requestId } = refusal.body;
    countRefusal(tally, { status: refusal.status, code });
    if (code === 'gateway/unavailable') {
      telemetry.unavailable(error, requestId);
      options.onUnavailable?.(error, { requestId });
    }
    return refusal;
  }

  return { credit, isCharged, admit, refuse, close: verifier.close };
}

/** The way to an allowance, for whoever has none. */
function createDirections({
  chainId,
  rollup,
  token,
  providerSerial,
  prices,
  sequencer,
}: GatewayOptions): DemandDirections {
  // Its origin alone: that is what its client takes of the address, and credentials are nobody else's.
  const url = sequencer === undefined ? undefined : toUrl('sequencer', sequencer).origin;
  const options = [
    `--provider ${providerSerial}`,
    `--compute-price ${prices.computeUnitSeconds} --storage-price ${prices.storageGibHours} --egress-price ${prices.egressMib}`,
    '--amount <amount> --expiry <time>',
    ...(url === undefined ? [] : [`--sequencer ${url}`]),
  ];
  return {
    ...(url === undefined ? {} : { sequencer: url }),
    deployment: { chainId, rollup, token },
    open: {
      contract: rollup,
      function: OPEN_FUNCTION,
      ...(url === undefined ? {} : { register: `${url}/v1/accounts` }),
      command: `npx -p @tallystick/prover tallystick allowance open ${options.join(' ')}`,
    },
  };
}

function toUrl(field: string, given: string): URL {
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return new URL(given);
  throw x402Error('gateway/bad-configuration', { facts: { field, given, expected: 'a URL that begins with http' } });
}
