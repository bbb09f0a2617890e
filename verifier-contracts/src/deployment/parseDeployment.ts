import { type Address, getAddress, isAddress } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import type { Deployment } from './Deployment.js';

const remedy = 'Use the file that the deployment wrote, or deploy again.';

/**
 * Reads a deployment from parsed JSON, as {@link serializeDeployment} writes it.
 *
 * @throws ContractsError `deployment/malformed`, naming the field, the value given and what was expected.
 */
export function parseDeployment(json: unknown): Deployment {
  const fields = object(json, 'the file');
  return {
    chainId: integer(fields, 'chainId', Number.MAX_SAFE_INTEGER),
    rollup: address(fields, 'rollup'),
    token: address(fields, 'token'),
    accessManager: address(fields, 'accessManager'),
    verifiers: addresses(fields, 'verifiers'),
    domain: bigint(fields, 'domain', /^0x[0-9a-f]{64}$/i, '0x and 64 hex digits'),
    operatorSerial: integer(fields, 'operatorSerial', 2 ** 32 - 1),
    deployedAtBlock: bigint(fields, 'deployedAtBlock', /^\d{1,20}$/, 'a decimal string'),
    feeBps: integer(fields, 'feeBps', 1000),
    openFeeWei: bigint(fields, 'openFeeWei', /^\d{1,30}$/, 'a decimal string'),
    refundDelaySeconds: integer(fields, 'refundDelaySeconds', 2 ** 40 - 1),
    admin: address(fields, 'admin'),
    operator: address(fields, 'operator'),
  };
}

type Fields = Record<string, unknown>;

function malformed(field: string, given: unknown, expected: string): ContractsError {
  return new ContractsError('deployment/malformed', {
    message: `The deployment's field ${field} should be ${expected}.`,
    facts: { field, given, expected },
    remedy,
  });
}

function object(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(field, value, 'an object');
  return value as Fields;
}

function address(fields: Fields, field: string): Address {
  const value = fields[field];
  if (typeof value !== 'string' || !isAddress(value)) throw malformed(field, value, 'an address');
  return getAddress(value);
}

function addresses(fields: Fields, field: string): Record<string, Address> {
  const entries = object(fields[field], field);
  return Object.fromEntries(Object.keys(entries).map((name) => [name, address(entries, name)]));
}

function integer(fields: Fields, field: string, maximum: number): number {
  const value = fields[field];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maximum) {
    throw malformed(field, value, `a whole number from 0 to ${maximum}`);
  }
  return value;
}

function bigint(fields: Fields, field: string, form: RegExp, expected: string): bigint {
  const value = fields[field];
  if (typeof value !== 'string' || !form.test(value)) throw malformed(field, value, expected);
  return BigInt(value);
}
