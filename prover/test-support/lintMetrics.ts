/** The endings that say more than what is counted, by Prometheus's own linter (`promtool check metrics`). */
const TYPE_WORDS = ['counter', 'gauge', 'histogram', 'summary'];
const UNITS: Readonly<Record<string, string>> = {
  // What `promtool` knows as other than the base unit, and the base unit.
  milliseconds: 'seconds',
  microseconds: 'seconds',
  nanoseconds: 'seconds',
  minutes: 'seconds',
  hours: 'seconds',
  days: 'seconds',
  weeks: 'seconds',
  kelvin: 'celsius',
  fahrenheit: 'celsius',
  kibibytes: 'bytes',
  mebibytes: 'bytes',
  gibibytes: 'bytes',
  kilobytes: 'bytes',
  megabytes: 'bytes',
  gigabytes: 'bytes',
  bits: 'bytes',
  percent: 'ratio',
};
const ABBREVIATIONS = ['s', 'ms', 'us', 'ns', 'sec', 'b', 'kb', 'mb', 'gb', 'tb', 'pb', 'm', 'h', 'd'];

type Family = { name: string; help: string | undefined; type: string | undefined; samples: string[] };

/** What is wrong with metrics in Prometheus's text form, by the rules of `promtool check metrics`; empty when all is well. */
export function lintMetrics(text: string): string[] {
  const families = readFamilies(text);
  const problems: string[] = families.size === 0 ? ['there are no metrics'] : [];
  for (const family of families.values())
    for (const problem of lintFamily(family)) problems.push(`${family.name} ${problem}`);
  return problems;
}

function lintFamily({ name, help, type, samples }: Family): string[] {
  const problems: string[] = [];
  const say = (isWrong: boolean, problem: string): void => {
    if (isWrong) problems.push(problem);
  };
  const words = name.split('_');
  say(help === undefined || help.trim() === '', 'has no help text');
  say(type === undefined, 'has no type');
  say(type === 'counter' && !name.endsWith('_total'), 'is a counter without "_total"');
  say(type !== 'counter' && name.endsWith('_total'), 'has "_total" and is no counter');
  say(/_(bucket|count|sum)$/.test(name), 'has an ending of histograms');
  say(!/^[a-z][a-z0-9_]*$/.test(name), 'is not in snake case');
  for (const word of TYPE_WORDS) say(words.includes(word), `has its type in its name: ${word}`);
  for (const word of words) {
    const base = UNITS[word];
    say(base !== undefined, `is in ${word}, not in ${base}`);
  }
  const ending = words.filter((word) => word !== 'total').at(-1) ?? '';
  say(ABBREVIATIONS.includes(ending), `has an abbreviated unit: ${ending}`);
  for (const sample of samples) {
    say(type !== 'histogram' && /[{,]le="/.test(sample), 'has the label "le" and is no histogram');
    say(type !== 'summary' && /[{,]quantile="/.test(sample), 'has the label "quantile" and is no summary');
    for (const [, label = ''] of sample.matchAll(/[{,]([^=,{}"]+)="/g)) {
      say(!/^[a-z][a-z0-9_]*$/.test(label), `has a label that is not in snake case: ${label}`);
    }
  }
  return [...new Set(problems)];
}

function readFamilies(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const familyOf = (name: string): Family => {
    const family = families.get(name) ?? { name, help: undefined, type: undefined, samples: [] };
    families.set(name, family);
    return family;
  };
  for (const line of text.split('\n')) {
    const [, kind, name = '', rest] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === 'HELP') familyOf(name).help = rest;
    else if (kind === 'TYPE') familyOf(name).type = rest;
    else if (line !== '' && !line.startsWith('#')) {
      const sampled = /^[^{\s]+/.exec(line)?.[0] ?? '';
      const base = sampled.replace(/_(bucket|count|sum)$/, '');
      const isPart = ['histogram', 'summary'].includes(families.get(base)?.type ?? '');
      familyOf(isPart ? base : sampled).samples.push(line);
    }
  }
  return families;
}
