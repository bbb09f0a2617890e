import { rollupAbi } from '@tallystick/verifier-contracts';
import { readRoots } from '../../../chain/stake/committeeOf.js';
import { verifyUptimeOnChain } from '../../../chain/statements/verifyUptimeOnChain.js';
import { verifyUsageOnChain } from '../../../chain/statements/verifyUsageOnChain.js';
import { toChainError } from '../../../chain/toChainError.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { loadStatementArtifacts } from '../../../proving/groth16/loadStatementArtifacts.js';
import { statementError } from '../../../proving/groth16/statementErrors.js';
import { SLOTS_PER_EPOCH } from '../../../statements/uptime/bitmap.js';
import type { UptimeProof } from '../../../statements/uptime/statement.js';
import { parseUptimeProof, serializeUptimeProof } from '../../../statements/uptime/statement.js';
import { verifyUptime } from '../../../statements/uptime/verifyUptime.js';
import type { UsageProof } from '../../../statements/usage/statement.js';
import { parseUsageProof, serializeUsageProof } from '../../../statements/usage/statement.js';
import { verifyUsage } from '../../../statements/usage/verifyUsage.js';
import { unitText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type FoundCourts, findCourts } from '../../support/findCourts.js';
import { readJsonFile } from '../../support/readJsonFile.js';

export type VerifyProofOptions = {
  file: string;
  deployment?: string;
  rpc?: readonly string[];
  ptau?: string;
  zkey?: string;
  json?: string;
};

/** `tallystick verify`: checks a proof by the statement's key, or by the chain's verifiers against the chain's roots. */
export async function verifyProof(context: CommandContext, options: VerifyProofOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const json = await readJsonFile(options.file, 'file');
  // Anything but a usage proof is read as an uptime proof, whose reader then names what is wrong.
  const isUsage = typeof json === 'object' && json !== null && 'statement' in json && json.statement === 'usage';
  const proof = isUsage ? parseUsageProof(json) : parseUptimeProof(json);
  const chain = await findCourts(context, options);
  const valid = await reportStep({ step: 'verify', detail: proof.statement, onProgress }, () =>
    chain === undefined ? verifyByKey(context, options, proof) : verifyByChain(chain, proof),
  );
  if (!valid) {
    throw statementError('statement/invalid-proof', { facts: { file: options.file, statement: proof.statement } });
  }
  const against = chain === undefined ? 'the key alone: compare what is stated with the chain' : "the chain's roots";
  return {
    lines: [['valid', 'yes'], ['statement', proof.statement], ...stated(proof), ['checked by', against]],
    json: {
      valid: true,
      checkedBy: chain === undefined ? 'key' : 'chain',
      ...(proof.statement === 'usage' ? serializeUsageProof(proof) : serializeUptimeProof(proof)),
    },
  };
}

function stated(proof: UptimeProof | UsageProof): [string, string][] {
  if (proof.statement === 'uptime') {
    return [
      ['provider', proof.provider],
      ['epoch', String(proof.epoch)],
      ['missed slots', `${proof.missedSlots} of ${SLOTS_PER_EPOCH}`],
    ];
  }
  const { serial, resource, minIncrease, batches } = proof;
  return [
    ['serial', String(serial)],
    ['at least', unitText(resource, minIncrease)],
    ...(batches === undefined
      ? []
      : ([['batches', `after ${batches.before}, up to ${batches.after}`]] as [string, string][])),
  ];
}

async function verifyByKey(
  { onProgress }: CommandContext,
  { ptau, zkey }: VerifyProofOptions,
  proof: UptimeProof | UsageProof,
): Promise<boolean> {
  const { verificationKey } = await loadStatementArtifacts({ statement: proof.statement, ptau, zkey, onProgress });
  return proof.statement === 'uptime'
    ? verifyUptime({ verificationKey, proof, expected: proof })
    : verifyUsage({ verificationKey, proof, expected: proof });
}

async function verifyByChain(
  { publicClient, deployment, courts }: FoundCourts,
  proof: UptimeProof | UsageProof,
): Promise<boolean> {
  if (proof.statement === 'uptime') {
    const { provider, epoch } = proof;
    const roots = await readRoots({ publicClient, uptimeCourt: courts.uptimeCourt, provider, epoch });
    for (const [i, root] of roots.entries()) assertSame(`roots[${i}]`, proof.roots[i], root);
    return verifyUptimeOnChain({ publicClient, uptimeProofVerifier: courts.uptimeProofVerifier, proof });
  }
  const { batches } = proof;
  if (batches === undefined) {
    throw statementError('statement/malformed', {
      message: 'The proof does not say of which batches its roots are',
      facts: { field: 'batches', expected: '{ before, after }, decimal strings' },
    });
  }
  const rootAt = async (batch: bigint): Promise<bigint> => {
    const call = { address: deployment.rollup, abi: rollupAbi, functionName: 'rootAt', args: [batch] } as const;
    const [root] = await publicClient.readContract(call).catch((error: unknown) => {
      throw toChainError(error, "reading the rollup's root");
    });
    return root;
  };
  assertSame('rootBefore', proof.rootBefore, await rootAt(batches.before));
  assertSame('rootAfter', proof.rootAfter, await rootAt(batches.after));
  return verifyUsageOnChain({ publicClient, usageVerifier: courts.usageVerifier, proof });
}

function assertSame(field: string, given: bigint | undefined, expected: bigint): void {
  if (given === expected) return;
  throw statementError('statement/invalid-proof', {
    message: 'The proof states another root than the chain has',
    facts: { field, given, expected },
  });
}
