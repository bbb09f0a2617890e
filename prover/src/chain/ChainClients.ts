import type { Account, Chain, PublicClient, Transport, WalletClient } from 'viem';

/** What reads the chain: a viem public client. */
export type ChainReader = PublicClient<Transport, Chain | undefined>;

/** What sends transactions: a viem wallet client with its account. */
export type ChainWriter = WalletClient<Transport, Chain | undefined, Account>;

/** Both, as most helpers of this folder need them. */
export type ChainClients = { publicClient: ChainReader; walletClient: ChainWriter };
