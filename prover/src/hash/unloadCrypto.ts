import { crypto } from './crypto.js';

/** Ends what `loadCrypto` started; `loadCrypto` may be called again afterwards. */
export async function unloadCrypto(): Promise<void> {
  await crypto.loading?.catch(() => undefined);
  const { library, native } = crypto;
  crypto.loading = undefined;
  crypto.library = undefined;
  crypto.native = undefined;
  native?.destroy();
  library?.destroy();
}
