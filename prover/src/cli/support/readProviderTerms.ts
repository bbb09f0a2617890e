import type { Address, PrivateKeyAccount } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import type { ProviderTerms } from '../../chain/stake/types.js';
import { deriveAccountKey, deriveResponderKey } from '../../core/keys.js';
import type { CourtsOptions } from './connectCourts.js';

export type ProviderTermsOptions = CourtsOptions & {
  endpoint: string;
  /** In 1/10000. */
  uptime: number;
  compute: number;
  storage: number;
  egress: number;
  responder?: Address;
};

/** What a provider declares, as the options say it; without a responder, the one that the wallet derives for the deployment. */
export async function readProviderTerms(
  { endpoint, uptime, compute, storage, egress, responder }: ProviderTermsOptions,
  { account, domain }: { account: PrivateKeyAccount; domain: bigint },
): Promise<ProviderTerms> {
  const derive = async (): Promise<Address> => {
    const { privateKey: root } = await deriveAccountKey(account);
    return privateKeyToAddress(deriveResponderKey({ root, index: 0, domain }));
  };
  return {
    capacity: { compute, storageGib: storage, egressMibPerSecond: egress },
    promisedUptimeBps: uptime,
    responder: responder ?? (await derive()),
    endpoint,
  };
}
