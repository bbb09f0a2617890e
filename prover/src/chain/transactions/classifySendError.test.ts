import { BaseError, HttpRequestError } from 'viem';
import { expect, test } from 'vitest';
import { classifySendError } from './classifySendError.js';

test.each([
  ['already known', 'known'],
  ['AlreadyKnown', 'known'],
  ['transaction already imported', 'known'],
  ['nonce too low: next nonce 5, tx nonce 4', 'nonce-too-low'],
  ['OldNonce', 'nonce-too-low'],
  ['replacement transaction underpriced', 'replacement-underpriced'],
  ['ReplacementNotAllowed', 'replacement-underpriced'],
  ['transaction underpriced', 'underpriced'],
  ['max fee per gas less than block base fee: address 0x, maxFeePerGas: 1, baseFee: 7', 'underpriced'],
  ['FeeTooLow, FeePerGas needs to be higher than 1', 'underpriced'],
  ['insufficient funds for gas * price + value: balance 0', 'insufficient-funds'],
  ['Insufficient funds for gas * price + value', 'insufficient-funds'],
  ['intrinsic gas too low', 'refused'],
] as const)('default: %s: %s', (details, expected) => {
  expect(classifySendError(new BaseError('Missing or invalid parameters.', { details }))).toBe(expected);
  expect(classifySendError(new Error('wrapped', { cause: new Error(details) }))).toBe(expected);
});

test('behavior: no answer', () => {
  const error = new HttpRequestError({ url: 'http://a.example', cause: new TypeError('fetch failed') });
  expect(classifySendError(error)).toBe('unreachable');
  expect(classifySendError('anything')).toBe('refused');
});
