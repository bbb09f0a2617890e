import { expiries } from './expiries.js';
import { initial } from './initial.js';
import { l1 } from './l1.js';
import { outcomes } from './outcomes.js';
import { pipeline } from './pipeline.js';
import { refusals } from './refusals.js';
import { retention } from './retention.js';
import { roots } from './roots.js';
import { service } from './service.js';
import { suspects } from './suspects.js';
import { upkeep } from './upkeep.js';

/** Every migration in the order it is applied. Applied ones are never edited: a change is a new file with the next id. */
export const migrations = [
  initial,
  pipeline,
  l1,
  service,
  upkeep,
  retention,
  outcomes,
  suspects,
  roots,
  expiries,
  refusals,
];
