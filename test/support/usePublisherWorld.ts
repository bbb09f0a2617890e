import { beforeEach } from 'vitest';
import { createPublisherWorld, type PublisherWorld } from './createPublisherWorld.js';
import { useTestDatabase } from './useTestDatabase.js';

/** A publisher's world of its own for each test of the file that calls this; what is taken from it belongs to the running test. */
export function usePublisherWorld(): PublisherWorld {
  const server = useTestDatabase();
  let world: PublisherWorld | undefined;
  beforeEach(async () => {
    world = await createPublisherWorld(await server.database());
  });
  return new Proxy({} as PublisherWorld, {
    get: (_target, name) => Reflect.get(world ?? {}, name, world),
    set: (_target, name, value) => Reflect.set(world ?? {}, name, value),
  });
}
