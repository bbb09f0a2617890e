import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deployment, writeDeployment } from '@tallystick/verifier-contracts';
import { runCli } from '../src/cli/runCli.js';
import { computeDomain } from '../src/core/domain.js';

export type OfflineCli = Awaited<ReturnType<typeof createOfflineCli>>;

const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

/** A folder with the deployment file of a chain that nobody runs, and command lines that get no further than it. */
export async function createOfflineCli() {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-cli-'));
  const inFolder = (name: string): string => join(folder, name);
  const deployment: Deployment = {
    chainId: 31337,
    rollup,
    token: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
    accessManager: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
    verifiers: {},
    domain: computeDomain({ chainId: 31337, rollup }),
    operatorSerial: 1,
    deployedAtBlock: 1n,
    feeBps: 100,
    openFeeWei: 1n,
    refundDelaySeconds: 3600,
    admin: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    operator: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  };
  const deploymentFile = inFolder('deployment.json');
  await writeDeployment(deploymentFile, deployment);
  return {
    folder,
    inFolder,
    deployment,
    deploymentFile,
    /** Runs a command line with captured streams. */
    async run(argv: readonly string[], env: Record<string, string>) {
      let out = '';
      let err = '';
      const code = await runCli(argv, {
        stdout: { write: (text) => (out += text) },
        stderr: { write: (text) => (err += text) },
        env,
        now: () => 1_800_000_000,
        pause: async () => {},
      });
      return { code, out, err };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
