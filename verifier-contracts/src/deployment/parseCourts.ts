import type { CourtsDeployment } from './CourtsDeployment.js';
import type { FieldReader } from './FieldReader.js';

const MAX_SECONDS = 2 ** 40 - 1;

/**
 * Reads the section `courts` of a deployment file.
 *
 * @throws ContractsError `deployment/malformed`, naming the field, the value given and what was expected.
 */
export function parseCourts(fields: FieldReader): CourtsDeployment {
  const windows = fields.object('windows');
  return {
    stakeRegistry: fields.address('stakeRegistry'),
    uptimeCourt: fields.address('uptimeCourt'),
    usageVerifier: fields.address('usageVerifier'),
    uptimeProofVerifier: fields.address('uptimeProofVerifier'),
    usageProofVerifier: fields.address('usageProofVerifier'),
    stakeToken: fields.address('stakeToken'),
    deployedAtBlock: fields.bigint('deployedAtBlock', /^\d{1,20}$/, 'a decimal string'),
    genesis: fields.integer('genesis', MAX_SECONDS),
    slotSeconds: fields.integer('slotSeconds', MAX_SECONDS, 1),
    windows: {
      postSeconds: windows.integer('postSeconds', MAX_SECONDS, 1),
      demandSeconds: windows.integer('demandSeconds', MAX_SECONDS, 1),
      revealSeconds: windows.integer('revealSeconds', MAX_SECONDS, 1),
      proofSeconds: windows.integer('proofSeconds', MAX_SECONDS, 1),
      slashSeconds: windows.integer('slashSeconds', MAX_SECONDS, 1),
    },
  };
}
