import type { Deployment } from './Deployment.js';
import { FieldReader } from './FieldReader.js';
import { parseCourts } from './parseCourts.js';

/**
 * Reads a deployment from parsed JSON, as {@link serializeDeployment} writes it. Files without the section `courts` are valid:
 * a rollup may have none.
 *
 * @throws ContractsError `deployment/malformed`, naming the field, the value given and what was expected.
 *
 * @example
 * import { parseDeployment } from '@tallystick/verifier-contracts';
 *
 * const response = await fetch('https://sequencer.example/deployment.json');
 * const { chainId, rollup } = parseDeployment(await response.json());
 */
export function parseDeployment(json: unknown): Deployment {
  const fields = new FieldReader(json);
  const verifiers = fields.object('verifiers');
  return {
    chainId: fields.integer('chainId', Number.MAX_SAFE_INTEGER),
    rollup: fields.address('rollup'),
    token: fields.address('token'),
    accessManager: fields.address('accessManager'),
    verifiers: Object.fromEntries(verifiers.names().map((name) => [name, verifiers.address(name)])),
    domain: fields.bigint('domain', /^0x[0-9a-f]{64}$/i, '0x and 64 hex digits'),
    operatorSerial: fields.integer('operatorSerial', 2 ** 32 - 1),
    deployedAtBlock: fields.bigint('deployedAtBlock', /^\d{1,20}$/, 'a decimal string'),
    feeBps: fields.integer('feeBps', 1000),
    openFeeWei: fields.bigint('openFeeWei', /^\d{1,30}$/, 'a decimal string'),
    refundDelaySeconds: fields.integer('refundDelaySeconds', 2 ** 40 - 1),
    admin: fields.address('admin'),
    operator: fields.address('operator'),
    ...(fields.has('courts') ? { courts: parseCourts(fields.object('courts')) } : {}),
  };
}
