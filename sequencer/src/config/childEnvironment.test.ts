import { expect, test } from 'vitest';
import { childEnvironment } from './childEnvironment.js';

test('default: everything but keys, passwords, and URLs that may hold some', () => {
  const env = {
    PATH: '/bin',
    TALLYSTICK_CACHE: '/cache',
    TALLYSTICK_OPERATOR_KEY: '0x1',
    TALLYSTICK_STORE_KEY: '0x2',
    DATABASE_URL: 'postgres://me:word@db/x',
    TALLYSTICK_RPC: 'https://eth.example/KEY',
    TALLYSTICK_RPC_URL: 'https://eth.example/KEY',
  };
  expect(childEnvironment(env)).toEqual({ PATH: '/bin', TALLYSTICK_CACHE: '/cache' });
});
