import { runnerImport } from 'vite';

// Runs a file of TypeScript, as the tests see it, in a process of its own: `fork(runSource, [file])`.
const resolve = { conditions: ['tallystick:source'], noExternal: [/^@tallystick/] };
await runnerImport(process.argv[2], { configFile: false, logLevel: 'error', environments: { inline: { resolve } } });
