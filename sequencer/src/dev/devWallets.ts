import { bytesToHex, type Hex } from 'viem';
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';

/** The development chain's own mnemonic: its accounts have test ether, and everybody knows their keys. */
const MNEMONIC = 'test test test test test test test test test test test junk';

/** A funded wallet of the development chain. */
export type DevWallet = { account: PrivateKeyAccount; privateKey: Hex };

/** Who has which: the operator, the provider of the sample service, and whoever develops. */
export const devWallets = {
  operator: (): DevWallet => walletOf(0),
  provider: (): DevWallet => walletOf(1),
  own: (): DevWallet => walletOf(2),
};

function walletOf(addressIndex: number): DevWallet {
  const { privateKey: bytes } = mnemonicToAccount(MNEMONIC, { addressIndex }).getHdKey();
  if (bytes === null) throw new TypeError('a mnemonic gives private keys');
  const privateKey = bytesToHex(bytes);
  return { account: privateKeyToAccount(privateKey), privateKey };
}
