/** A page of the site that lies in the repository as it is read there. */
export interface Page {
  /** From the repository's root. */
  path: string;
  section: Section;
  /** Where the page's own first heading doesn't say what it is beside the others. */
  title?: string;
}

/** The site's sections in their order; `API` holds the doors of the packages too. */
export const sections = ['Use', 'Operate', 'Look up', 'API', 'Inside'] as const;
export type Section = (typeof sections)[number];

/** The page that the site opens with. */
export const HOME = 'README.md';

/** Every page but the first, in the order of the site's navigation. */
export const pages: Page[] = [
  { path: 'docs/statements.md', section: 'Use' },
  { path: 'docs/uptime.md', section: 'Use' },
  { path: 'docs/watcher.md', section: 'Use' },
  { path: 'docs/escape.md', section: 'Use' },
  { path: 'docs/trust.md', section: 'Use' },
  { path: 'examples/README.md', section: 'Use' },
  { path: 'examples/integrator/README.md', section: 'Use' },
  { path: 'docs/sequencer.md', section: 'Operate' },
  { path: 'docs/operate/runbook.md', section: 'Operate' },
  { path: 'docs/operate/l1.md', section: 'Operate' },
  { path: 'docs/operate/proving.md', section: 'Operate' },
  { path: 'docs/operate/containers.md', section: 'Operate' },
  { path: 'docs/operate/courts.md', section: 'Operate' },
  { path: 'docs/operate/kills.md', section: 'Operate' },
  { path: 'docs/cli.md', section: 'Look up' },
  { path: 'docs/errors.md', section: 'Look up' },
  { path: 'docs/architecture.md', section: 'Inside' },
  { path: 'docs/protocol.md', section: 'Inside' },
  { path: 'circuits/README.md', section: 'Inside' },
  { path: 'CONTRIBUTING.md', section: 'Inside' },
  { path: 'CHANGELOG.md', section: 'Inside' },
  { path: 'SECURITY.md', section: 'Inside' },
  { path: 'prover/README.md', section: 'API', title: 'About @tallystick/prover' },
  { path: 'sequencer/README.md', section: 'API', title: 'About @tallystick/sequencer' },
  { path: 'verifier-contracts/README.md', section: 'API', title: 'About @tallystick/verifier-contracts' },
];
