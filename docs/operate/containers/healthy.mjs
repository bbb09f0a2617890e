// Whether what runs in a container works: node healthy.mjs URL, which must answer with 200, or node healthy.mjs FILE, which the
// prover writes once it proves and which names its process.
import { readFileSync } from 'node:fs';

const [, , target = ''] = process.argv;
try {
  if (/^http:/.test(target)) {
    const { status } = await fetch(target, { signal: AbortSignal.timeout(4000) });
    if (status !== 200) throw new Error(`${target} answers ${status}`);
  } else {
    process.kill(JSON.parse(readFileSync(target, 'utf8')).pid, 0);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
