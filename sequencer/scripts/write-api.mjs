// Writes docs/openapi.json and the client's types from the service's schemas. Run after `tsc -b`.
import { writeFileSync } from 'node:fs';
import { describeApi } from '../dist/api/describeApi.js';
import { formatApiTypes } from '../dist/api/formatApiTypes.js';

const document = await describeApi();
writeFileSync(new URL('../../docs/openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
const types = new URL('../../prover/src/sequencerClient/generated/api.ts', import.meta.url);
writeFileSync(types, formatApiTypes(document));
