import { buildSite } from './buildSite.js';
import { ROOT } from './repository.js';

const { problems } = await buildSite(`${ROOT}docs/site`);
if (problems > 0) {
  console.error(`The site has ${problems} problems.`);
  process.exitCode = 1;
} else {
  console.log('Open docs/site/index.html: it needs no server.');
}
