import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { FIELD_MODULUS, fieldToHex, GRUMPKIN_ORDER } from '../../core/field.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { type Receipt, signReceipt, verifyReceipt } from '../../core/receipt/receipt.js';
import { publicKeyOf } from '../../core/signature.js';
import { ZERO_UNITS } from '../../core/units.js';
import {
  type CreateReceiptVerifierParameters,
  createReceiptVerifier,
  type ReceiptToVerify,
  type ReceiptVerifier,
} from './createReceiptVerifier.js';

const SCRIPT = new URL('../../../workers/verify-receipts.mjs', import.meta.url);
const KEYS = [5n, 1_000_003n];

beforeAll(() => loadCrypto());

const open: ReceiptVerifier[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((verifier) => verifier.close()));
});

const startReal = (): Worker => new Worker(SCRIPT, { execArgv: [] });
/** A thread that says it is ready, and then does as `code` says with each group that it gets as `items`. */
const startFaulty = (code: string) => (): Worker =>
  new Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', (items) => { ${code} });
     parentPort.postMessage('ready');`,
    { eval: true },
  );

function signed(units: number, privateKey = KEYS[0] as bigint, serial = 7): ReceiptToVerify {
  const receipt = signReceipt({
    domain: 1n,
    serial,
    units: { ...ZERO_UNITS, egressMib: BigInt(units) },
    privateKey,
  });
  return { receipt, owner: publicKeyOf(privateKey) };
}
function forged(units: number): ReceiptToVerify {
  const { receipt, owner } = signed(units);
  return { receipt: { ...receipt, serial: 8 }, owner };
}
/** What anybody can send who knows a serial. */
function junk(count: number, serial: number): ReceiptToVerify[] {
  const { receipt, owner } = signed(1, KEYS[0], serial);
  return Array.from({ length: count }, (_, i) => ({
    receipt: { ...receipt, units: { ...ZERO_UNITS, egressMib: BigInt(2 + i) } },
    owner,
  }));
}

/** A verifier whose threads are counted, and the first of which is ready. */
async function startVerifier({ startThread = startReal, ...rest }: Partial<CreateReceiptVerifierParameters> = {}) {
  const workers: Worker[] = [];
  const failures: unknown[] = [];
  const verifier = createReceiptVerifier({
    threads: 1,
    threadAbove: 0,
    ...rest,
    startThread() {
      const worker = startThread();
      workers.push(worker);
      return worker;
    },
    onFailure: (error) => failures.push(error),
  });
  open.push(verifier);
  expect(await verifier.verify(signed(1))).toBe(true); // by this thread, which starts the other
  const [first] = workers as [Worker];
  await once(first, 'message');
  return { verifier, workers, first, failures };
}

test('default: in threads, many in a message', async () => {
  const { verifier, first } = await startVerifier();
  const posted = vi.spyOn(first, 'postMessage');
  const items = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? forged(i) : signed(i)));
  const answers = await Promise.all(items.map((item) => verifier.verify(item)));
  expect(answers).toEqual(items.map((_item, i) => i % 3 !== 0));
  expect(posted.mock.calls.map(([group]) => group.length)).toEqual([16, 16, 16, 16, 16, 16, 4]);
});

test('behavior: a thread accepts and refuses just what this one does, malformed receipts too', async () => {
  const { verifier, first } = await startVerifier({ maxWaitingOfAllowance: 4096 });
  const posted = vi.spyOn(first, 'postMessage');
  const good = KEYS.flatMap((key) => [1, 2, 3].map((units) => signed(units, key)));
  const word = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    fc.constantFrom(0n, 1n, GRUMPKIN_ORDER - 1n, GRUMPKIN_ORDER, FIELD_MODULUS, FIELD_MODULUS - 1n),
  );
  const counter = fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.constantFrom(-1n, 2n ** 44n - 1n, 2n ** 44n));
  type Change = (item: ReceiptToVerify) => ReceiptToVerify;
  const ofReceipt = (change: (receipt: Receipt) => Partial<Receipt>): Change => {
    return ({ receipt, owner }) => ({ receipt: { ...receipt, ...change(receipt) }, owner });
  };
  const ofSignature = (change: Partial<Receipt['signature']>): Change =>
    ofReceipt(({ signature }) => ({ signature: { ...signature, ...change } }));
  const lift = (hex: string, by: bigint) => fieldToHex((BigInt(hex) + by) % 2n ** 256n);
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.constant<Change>((item) => item),
    word.map((s) => ofSignature({ s: fieldToHex(s) })),
    word.map((e) => ofSignature({ e: fieldToHex(e) })),
    // The same modulo an order: a second form of a good signature.
    fc
      .constantFrom(GRUMPKIN_ORDER, FIELD_MODULUS)
      .map((by) => ofReceipt(({ signature: { s, e } }) => ({ signature: { s: lift(s, by), e } }))),
    fc
      .constantFrom(GRUMPKIN_ORDER, FIELD_MODULUS)
      .map((by) => ofReceipt(({ signature: { s, e } }) => ({ signature: { s, e: lift(e, by) } }))),
    fc.constant(ofReceipt(({ signature: { s, e } }) => ({ signature: { s: `0x${s.slice(2).toUpperCase()}`, e } }))),
    fc.constantFrom('', '0x', '0x12', `0x${'g'.repeat(64)}`).map((s) => ofSignature({ s: s as `0x${string}` })),
    fc.constantFrom(0, 7, 8, 1.5, 2 ** 32).map((serial) => ofReceipt(() => ({ serial }))),
    fc.oneof(word, fc.constant(1n)).map((domain) => ofReceipt(() => ({ domain }))),
    counter.map((egressMib) => ofReceipt(({ units }) => ({ units: { ...units, egressMib } }))),
    fc.constantFrom(...KEYS).map(
      (key): Change =>
        ({ receipt }) => ({ receipt, owner: publicKeyOf(key) }),
    ),
    fc.tuple(word, word).map(
      ([x, y]): Change =>
        ({ receipt }) => ({ receipt, owner: { x, y } }),
    ),
    fc.constant<Change>(({ receipt, owner: { x, y } }) => ({ receipt, owner: { x, y: FIELD_MODULUS - y } })),
  );
  const item = fc.tuple(fc.constantFrom(...good), change).map(([given, apply]) => apply(given));
  const items = fc.sample(item, { numRuns: 3_000, seed: 11 });
  const expected = items.map(verifyReceipt);
  expect(expected.filter((isSigned) => isSigned).length).toBeGreaterThan(100);
  expect(await Promise.all(items.map((given) => verifier.verify(given)))).toEqual(expected);
  expect(posted.mock.calls.flatMap(([group]) => group)).toHaveLength(items.length);
});

describe('how many threads', () => {
  test('behavior: few receipts start none, and none are started where none may be', async () => {
    const startThread = vi.fn(startReal);
    const few = createReceiptVerifier({ threads: 1, startThread });
    for (let i = 0; i < 10; i++) expect(await few.verify(signed(1))).toBe(true);
    const none = createReceiptVerifier({ threads: 0, threadAbove: 0, startThread });
    expect(await Promise.all([none.verify(signed(1)), none.verify(forged(1))])).toEqual([true, false]);
    expect(startThread).not.toHaveBeenCalled();
  });

  test('behavior: where many wait another one is started, up to as many as may be', async () => {
    // Answers nothing, so that all that isn't given to it waits.
    const { verifier, workers } = await startVerifier({ threads: 2, startThread: startFaulty('') });
    const items = Array.from({ length: 150 }, () => signed(1));
    const answers = items.map((item) => verifier.verify(item));
    await vi.waitUntil(() => workers.length === 2);
    await verifier.close();
    expect(await Promise.all(answers)).toEqual(items.map(() => true));
    expect(workers).toHaveLength(2);
  });

  test('error: beyond what may wait', async () => {
    const { verifier } = await startVerifier({
      startThread: startFaulty(''),
      maxWaiting: 3,
      maxWaitingOfAllowance: 3,
    });
    const answers = [signed(1), signed(2), forged(3)].map((item) => verifier.verify(item));
    await expect(verifier.verify(forged(4))).rejects.toMatchObject({
      code: 'gateway/busy',
      status: 503,
      facts: {
        field: 'serial',
        serial: 8,
        expected: 'at most 3 new receipts at once, of them 3 of an allowance',
        retryAfterSeconds: 1,
      },
    });
    await verifier.close();
    expect(await Promise.all(answers)).toEqual([true, true, false]);
  });
});

describe('a flood under the serial of an allowance', () => {
  const isBusy = (result: PromiseSettledResult<boolean>) =>
    result.status === 'rejected' && result.reason.code === 'gateway/busy';

  test('behavior: has a sixteenth of the places, and leaves the others to others', async () => {
    const { verifier } = await startVerifier({ maxWaiting: 160 });
    const flood = Promise.allSettled(junk(40, 8).map((item) => verifier.verify(item)));
    const others = [7, 9].map((serial) => verifier.verify(signed(1, KEYS[0], serial)));
    expect(await Promise.all(others)).toEqual([true, true]);
    const results = await flood;
    expect(results.slice(0, 10).every((result) => result.status === 'fulfilled' && !result.value)).toBe(true);
    expect(results.slice(10).every(isBusy)).toBe(true);
  });

  test('behavior: under so many serials that all places are taken, gives a place to whoever has fewer', async () => {
    const { verifier } = await startVerifier({ maxWaiting: 64, maxWaitingOfAllowance: 16 });
    const flood = [11, 12, 13, 14].flatMap((serial) => junk(20, serial).map((item) => verifier.verify(item)));
    const others = [1, 2, 3].map((units) => verifier.verify(signed(units)));
    const [results, answers] = await Promise.all([Promise.allSettled(flood), Promise.all(others)]);
    expect(answers).toEqual([true, true, true]);
    expect(results.filter(isBusy)).toHaveLength(4 * 4 + 3);
  });

  test('behavior: waits for its turns, so that others are verified in the next message', async () => {
    const { verifier, first } = await startVerifier();
    const posted = vi.spyOn(first, 'postMessage');
    const answers = [...junk(200, 8), ...junk(200, 9), signed(1, KEYS[0], 10), signed(2, KEYS[0], 10)].map((item) =>
      verifier.verify(item),
    );
    expect((await Promise.all(answers)).slice(-2)).toEqual([true, true]);
    const serials = posted.mock.calls[0]?.[0].map(({ receipt }: ReceiptToVerify) => receipt.serial);
    expect(serials.slice(0, 8)).toEqual([8, 9, 10, 8, 9, 10, 8, 9]);
  });
});

describe('a thread that fails', () => {
  const items = (): ReceiptToVerify[] => [signed(1), forged(2), signed(3)];

  test('behavior: killed at work, what it had is verified all the same, and another one takes its place', async () => {
    const { verifier, workers, first, failures } = await startVerifier();
    const answers = items().map((item) => verifier.verify(item));
    await Promise.resolve(); // given to the thread
    await first.terminate();
    expect(await Promise.all(answers)).toEqual([true, false, true]);
    expect(failures).toHaveLength(1);
    // Not at once: one that fails at whatever it gets would be started again and again.
    expect(await verifier.verify(forged(1))).toBe(false);
    expect(workers).toHaveLength(1);
    await setTimeout(300);
    expect(await verifier.verify(forged(1))).toBe(false);
    expect(workers).toHaveLength(2);
    await once(workers[1] as Worker, 'message');
    expect(await Promise.all(items().map((item) => verifier.verify(item)))).toEqual([true, false, true]);
  });

  test('behavior: the last one killed, what waits is verified a few at a time, until another one is there', async () => {
    let isFirst = true;
    const { verifier, workers, first } = await startVerifier({
      // Takes a group and never answers, so that all others wait when it is killed.
      startThread() {
        const worker = isFirst ? startFaulty('')() : startReal();
        isFirst = false;
        return worker;
      },
    });
    let verified = 0;
    const count = () => {
      verified += 1;
    };
    const flood = Array.from({ length: 12 }, (_, i) => junk(250, 20 + i)).flat();
    const answers = [...flood, signed(1)].map((item) => verifier.verify(item).finally(count));
    await Promise.resolve(); // given to the thread
    expect(verified).toBe(0);
    await first.terminate();
    const eachTurn: number[] = [];
    while (workers.length === 1) {
      const before = verified;
      await setImmediate();
      eachTurn.push(verified - before);
    }
    expect(Math.max(...eachTurn)).toBe(8);
    expect(verified).toBeLessThan(answers.length);
    expect((await Promise.all(answers)).map(String)).toEqual([...flood.map(() => 'false'), 'true']);
    expect(workers).toHaveLength(2);
  });

  test('behavior: one that fails each time is started later each time', async () => {
    const { verifier, workers } = await startVerifier({ startThread: startFaulty('process.exit(0)') });
    const fail = async (count: number) => {
      const worker = workers[count - 1] as Worker;
      const exit = once(worker, 'exit');
      expect(await Promise.all([verifier.verify(signed(1)), exit])).toEqual([true, [0]]);
    };
    const startNext = async () => {
      const startedMs = performance.now();
      const { length } = workers;
      while (workers.length === length) {
        await setTimeout(10);
        await verifier.verify(signed(1));
      }
      await once(workers.at(-1) as Worker, 'message');
      return performance.now() - startedMs;
    };
    await fail(1);
    expect(await startNext()).toBeGreaterThan(200);
    await fail(2);
    expect(await startNext()).toBeGreaterThan(450);
  });

  test('behavior: one that gives an answer ends the pauses', async () => {
    const { verifier, workers } = await startVerifier({
      startThread: startFaulty('items[0].owner.y === 0n ? process.exit(0) : parentPort.postMessage([true])'),
    });
    const deadly = { ...signed(1), owner: { x: 0n, y: 0n } };
    for (const count of [1, 2, 3]) {
      expect(workers).toHaveLength(count);
      expect(await verifier.verify(signed(1))).toBe(true);
      expect(await verifier.verify(deadly)).toBe(false);
      await setTimeout(300);
      await verifier.verify(signed(1));
      await once(workers[count] as Worker, 'message');
    }
  });

  test.each([
    ['throws', 'throw new Error("broken")', undefined],
    ['ends', 'process.exit(0)', undefined],
    ['answers for too few', 'parentPort.postMessage([true])', undefined],
    ['answers with what is no list', 'parentPort.postMessage(true)', undefined],
    ['never answers', '', 50],
  ])('behavior: one that %s accepts nothing', async (_name, code, timeoutMs) => {
    const { verifier, failures } = await startVerifier({
      startThread: startFaulty(code),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    expect(await Promise.all(items().map((item) => verifier.verify(item)))).toEqual([true, false, true]);
    expect(failures).toHaveLength(1);
  });

  test('behavior: what is not simply true is refused', async () => {
    const { verifier } = await startVerifier({
      startThread: startFaulty('parentPort.postMessage(items.map(() => 1))'),
    });
    expect(await verifier.verify(signed(1))).toBe(false);
  });

  test('behavior: one that cannot start is not tried again at once', async () => {
    const startThread = vi.fn((): Worker => {
      throw new Error('no thread');
    });
    const onFailure = vi.fn();
    const verifier = createReceiptVerifier({ threads: 1, threadAbove: 0, startThread, onFailure });
    for (const isSigned of [true, false, true])
      expect(await verifier.verify(isSigned ? signed(1) : forged(1))).toBe(isSigned);
    expect(startThread).toHaveBeenCalledTimes(1);
    expect(onFailure).toHaveBeenCalledTimes(1);
  });
});

/** Ends a process that has nothing left to do, and says what it wrote. */
async function runToEnd(code: string): Promise<{ exitCode: unknown; output: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: new URL('../../../', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [exitCode] = await once(child, 'exit');
  return { exitCode, output };
}

test('behavior: an idle thread keeps no process alive, one at work does', async () => {
  const code = `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    import { loadCrypto, publicKeyOf, signReceipt } from '@tallystick/prover/core';
    import { createReceiptVerifier } from ${JSON.stringify(new URL('../../../dist/provider/gateway/createReceiptVerifier.js', import.meta.url).href)};
    await loadCrypto();
    const units = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
    const item = { receipt: signReceipt({ domain: 1n, serial: 7, units, privateKey: 5n }), owner: publicKeyOf(5n) };
    let worker;
    const startThread = () => (worker = new Worker(${JSON.stringify(fileURLToPath(SCRIPT))}, { execArgv: [] }));
    const verifier = createReceiptVerifier({ threads: 1, threadAbove: 0, startThread });
    await verifier.verify(item);
    worker.ref();
    await once(worker, 'message'); // it is ready
    worker.unref();
    console.log(await verifier.verify(item));`;
  expect(await runToEnd(code)).toEqual({ exitCode: 0, output: 'true\n' });
});

test('behavior: nor does a thread that is ready and never had anything to do', async () => {
  const code = `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    import { loadCrypto, publicKeyOf, signReceipt } from '@tallystick/prover/core';
    import { createReceiptVerifier } from ${JSON.stringify(new URL('../../../dist/provider/gateway/createReceiptVerifier.js', import.meta.url).href)};
    await loadCrypto();
    const units = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
    const item = { receipt: signReceipt({ domain: 1n, serial: 7, units, privateKey: 5n }), owner: publicKeyOf(5n) };
    let worker;
    const startThread = () => (worker = new Worker(${JSON.stringify(fileURLToPath(SCRIPT))}, { execArgv: [] }));
    const verifier = createReceiptVerifier({ threads: 1, threadAbove: 0, startThread });
    console.log(await verifier.verify(item));
    const awake = setInterval(() => {}, 1000);
    await once(worker, 'message'); // it is ready
    clearInterval(awake);`;
  expect(await runToEnd(code)).toEqual({ exitCode: 0, output: 'true\n' });
});

test('behavior: once closed it verifies by itself', async () => {
  const { verifier, workers } = await startVerifier();
  await verifier.close();
  expect(await Promise.all([verifier.verify(signed(1)), verifier.verify(forged(1))])).toEqual([true, false]);
  expect(workers).toHaveLength(1);
});
