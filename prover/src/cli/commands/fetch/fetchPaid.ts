import { openLocalAllowances } from '../../../clientFiles/openLocalAllowances.js';
import { clientError } from '../../../consumer/clientErrors.js';
import { createPayingFetch } from '../../../consumer/createPayingFetch.js';
import type { PaymentEvent } from '../../../consumer/options.js';
import { readDemand } from '../../../consumer/readDemand.js';
import { reasonOf } from '../../../core/errors/reasonOf.js';
import type { TallystickError } from '../../../core/errors/TallystickError.js';
import { amountOwed } from '../../../core/receipt/receipt.js';
import { type Units, ZERO_UNITS } from '../../../core/units.js';
import type { Demand } from '../../../core/x402/demand.js';
import { parsePaymentResponse, responseHeaderOf } from '../../../core/x402/response.js';
import { cliError } from '../../cliErrors.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { loadWallet } from '../../wallet/loadWallet.js';
import { adviseOnStatus } from './adviseOnStatus.js';
import { type Output, openOutput } from './openOutput.js';
import { type RequestOptions, type RequestToSend, readRequest } from './readRequest.js';

export type FetchOptions = RequestOptions & {
  url: URL;
  maxAmount?: bigint;
  include?: boolean;
  output?: string;
  trustOrigin?: boolean;
  keyFile?: string;
  state?: string;
  json?: string;
};

/** What was paid for a request. */
type Paid = {
  /** Token base units signed beyond what was signed before. */
  amount: bigint;
  receipts: { serial: number; units: Units; amount: bigint }[];
  /** The allowance that the answer says was charged, and what. */
  serial?: number;
  units?: Units | null;
};

type Exchange = { context: CommandContext; options: FetchOptions; request: RequestToSend; paid: Paid; output: Output };

/** `tallystick fetch`: one request, asked without a payment first, and paid from the local records where that is asked. */
export async function fetchPaid(context: CommandContext, options: FetchOptions): Promise<CommandResult> {
  const request = await readRequest(options);
  const output = await openOutput(options.output, context.io);
  const paid: Paid = { amount: 0n, receipts: [] };
  const exchange: Exchange = { context, options, request, paid, output };
  let status: number;
  try {
    const asked = await send(exchange)(options.url, request);
    const { response, demand } =
      asked.status === 402 ? await readDemand(asked) : { response: asked, demand: undefined };
    if (demand === undefined) {
      status = await takeAnswer(exchange, response);
    } else {
      response.body?.cancel().catch(() => undefined);
      status = await payAndTake(exchange, demand);
    }
  } finally {
    await output.close();
    tellPayments(exchange);
  }
  return { lines: [], json: { url: options.url.href, method: request.method, status, ...paid } };
}

/**
 * Refuses what is too dear before any key is derived, and pays then.
 *
 * @throws cli/no-cap, client/cap-exceeded, what opening the records and paying throw
 */
async function payAndTake(exchange: Exchange, demand: Demand): Promise<number> {
  const { context, options, request, paid } = exchange;
  const { io, hide } = context;
  const { url, maxAmount, state, trustOrigin = false } = options;
  const { price, prices, providerSerial, domain } = demand;
  const asked = amountOwed({ from: ZERO_UNITS, to: price, prices });
  if (maxAmount === undefined) {
    throw cliError('cli/no-cap', {
      facts: { field: '--max-amount', amount: asked, units: price, prices, providerSerial },
    });
  }
  if (asked > maxAmount) {
    const facts = { field: '--max-amount', given: asked, expected: `at most ${maxAmount}` };
    throw clientError('client/cap-exceeded', { facts, remedy: 'Raise --max-amount if the price is right.' });
  }
  const clock = (): number => io.now();
  const local = await openLocalAllowances({
    account: await loadWallet({ io, keyFile: options.keyFile, hide }),
    origin: url.origin,
    providerSerial,
    domain,
    chainId: Number(/^eip155:(\d{1,15})$/.exec(demand.network)?.[1] ?? 0),
    prices,
    trustOrigin,
    clock,
    ...(state === undefined ? {} : { folder: state }),
  });
  try {
    const pay = createPayingFetch({
      allowances: local.allowances,
      state: local.state,
      maxAmount,
      price: () => price,
      onPayment: (payment) => note(paid, payment),
      fetch: send(exchange),
      clock,
    });
    const response = await pay(url, request);
    const header = responseHeaderOf(response.headers);
    for (const { serial } of local.allowances) {
      const report = parsePaymentResponse(header, serial);
      if (report !== undefined) Object.assign(paid, { serial, units: report.unitsCharged });
    }
    return await takeAnswer(exchange, response);
  } finally {
    await local.close();
  }
}

function note(paid: Paid, { serial, receipt, amount }: PaymentEvent): void {
  paid.amount += amount;
  paid.receipts.push({ serial, units: receipt.units, amount });
}

/** What was signed is told whatever came of it: it may count. */
function tellPayments({ context, paid }: Exchange): void {
  for (const { serial, amount } of paid.receipts) {
    context.io.stderr.write(`signed for ${amount} token base units more, allowance ${serial}\n`);
  }
}

/** A `fetch` whose failure tells who didn't answer, and what was signed until then. */
function send(exchange: Exchange): typeof fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch (cause) {
      throw unreachable(exchange, cause);
    }
  };
}

function unreachable({ options, request, paid }: Exchange, cause: unknown): TallystickError {
  const { origin } = options.url;
  const message = `${origin} did not answer: ${reasonOf(cause)}`;
  return cliError('cli/http-unreachable', {
    message,
    facts: { origin, method: request.method, ...amountOf(paid) },
    cause,
    ...(paid.amount === 0n ? { remedy: 'Check the address and that the service runs.' } : {}),
  });
}

function amountOf({ amount }: Paid): { amount?: bigint } {
  return amount === 0n ? {} : { amount };
}

/**
 * Writes an answer as it comes.
 *
 * @returns its status
 * @throws cli/http-status once it is written, cli/http-unreachable where it broke off, cli/file-unwritable
 */
async function takeAnswer(exchange: Exchange, response: Response): Promise<number> {
  const { options, output, request, paid } = exchange;
  const { status } = response;
  // A gateway's refusal says by its code why it served nothing.
  const refusal = status < 400 ? undefined : await readDemand(response).catch(() => undefined);
  const head = options.include === true ? headOf(response) : '';
  await output.write(Buffer.from(head, 'latin1'));
  for await (const chunk of chunksOf(exchange, response)) await output.write(chunk);
  if (status < 400) return status;
  const code = refusal?.demand?.code;
  const serial = refusal?.demand?.serial ?? paid.receipts.at(-1)?.serial;
  throw cliError('cli/http-status', {
    message: `${options.url.origin} answered ${status}`,
    facts: { status, method: request.method, ...(code === undefined ? {} : { code }), ...amountOf(paid) },
    remedy: adviseOnStatus({ code, serial, amount: paid.amount }),
  });
}

async function* chunksOf(exchange: Exchange, { body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    const { value } = await reader.read().catch((cause: unknown) => {
      throw unreachable(exchange, cause);
    });
    if (value === undefined) return;
    yield value;
  }
}

/** Status and headers as HTTP/1.1 has them, which is what `fetch` speaks. */
function headOf({ status, statusText, headers }: Response): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${statusText}`.trimEnd(), ...lines, '', ''].join('\r\n');
}
