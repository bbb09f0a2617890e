import { afterEach, expect, test, vi } from 'vitest';
import { outsideEnvironment } from './outsideEnvironment.js';

afterEach(() => vi.unstubAllEnvs());

test('default: what npm tells its scripts is gone, what the user set stays', () => {
  vi.stubEnv('npm_package_name', 'tallystick');
  vi.stubEnv('npm_lifecycle_event', 'test');
  vi.stubEnv('npm_config_local_prefix', '/repository');
  vi.stubEnv('INIT_CWD', '/repository');
  vi.stubEnv('npm_config_registry', 'https://registry.example');

  const environment = outsideEnvironment();

  expect(Object.keys(environment).filter((name) => /^npm_(package|lifecycle)|^INIT_CWD$/.test(name))).toEqual([]);
  expect(environment).not.toHaveProperty('npm_config_local_prefix');
  expect(environment).toMatchObject({ npm_config_registry: 'https://registry.example', PATH: process.env.PATH });
});
