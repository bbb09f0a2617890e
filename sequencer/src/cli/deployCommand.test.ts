import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployCommand } from './deployCommand.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-deploy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Without a key: whatever gets past the options is refused for its lack, and nothing is connected. */
async function run(...argv: string[]): Promise<unknown> {
  const command = deployCommand({}).exitOverride();
  const deployment = join(folder, 'deployment.json');
  const parsed = command.parseAsync(['--dev-token', '--deployment', deployment, ...argv], { from: 'user' });
  return parsed.catch((error: unknown) => error);
}

test('default: what the contract takes is taken', async () => {
  const terms = ['--reservation-delay-seconds', '600', '--reservation-window-seconds', '3600'];
  const late = ['--reservation-fee-wei', '10000000000000000', '--liveness-period-seconds', '604800'];
  const roles = ['--governance-delay-seconds', '31536000', '--guardian', `0x${'12'.repeat(20)}`, '--fee-bps', '1000'];
  roles.push('--admin', `0x${'34'.repeat(20)}`, '--admin-delay-seconds', '7776000');
  expect(await run(...terms, ...late, ...roles)).toMatchObject({ facts: { field: 'operatorKey' } });
});

test.each([
  ['feeBps', '--fee-bps', '1001', 'an integer from 0 to 1000'],
  ['admin', '--admin', '0x12', 'an address with a right checksum'],
  ['adminDelaySeconds', '--admin-delay-seconds', '7776001', 'an integer from 0 to 7776000'],
  ['guardian', '--guardian', '0x12', 'an address with a right checksum'],
  ['reservationDelaySeconds', '--reservation-delay-seconds', '599', 'an integer from 600 to 259200'],
  ['reservationWindowSeconds', '--reservation-window-seconds', '3601', 'an integer from 300 to 3600'],
  ['reservationFeeWei', '--reservation-fee-wei', '1', 'wei, a whole number from 100000000000000 to 10000000000000000'],
  ['livenessPeriodSeconds', '--liveness-period-seconds', '1d', 'an integer from 3600 to 604800'],
  ['governanceDelaySeconds', '--governance-delay-seconds', '31536001', 'an integer from 1 to 31536000'],
])('error: %s', async (field, flag, given, expected) => {
  expect(await run(flag, given)).toMatchObject({ code: 'sequencer/bad-config', facts: { field, given, expected } });
});

test.each([
  ['admin', '--admin', `0x${'34'.repeat(20)}`],
  ['adminDelaySeconds', '--admin-delay-seconds', '1'],
])("error: %s with --courts, whose roles are the admin's to give", async (field, flag, given) => {
  expect(await run('--courts', flag, given)).toMatchObject({ code: 'sequencer/bad-config', facts: { field, given } });
});

test('error: a place for the result that cannot be written is refused before anything is deployed', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  expect(await run('--json', join(file, 'result.json'))).toMatchObject({
    code: 'sequencer/bad-deployment',
    facts: { field: 'json' },
  });
});

test.each([
  ['neither of them', []],
  ['both', ['--dev-token', '--token', `0x${'12'.repeat(20)}`]],
  ['no address', ['--token', 'USDC']],
])("error: %s of the token's options, and nothing is made", async (_what, argv) => {
  const before = await readdir(folder);
  const json = join(folder, 'results', 'result.json');
  const deployment = join(folder, 'made', 'deployment.json');
  const parsed = deployCommand({})
    .exitOverride()
    .parseAsync([...argv, '--deployment', deployment, '--json', json], { from: 'user' });
  await expect(parsed).rejects.toMatchObject({
    code: 'sequencer/bad-config',
    facts: { field: 'token', option: '--token, --dev-token' },
    remedy: expect.stringContaining('`tallystick-sequencer deploy --help`'),
  });
  expect(await readdir(folder)).toEqual(before);
});
