import { crypto } from './crypto.js';

/** Ends what `loadCrypto` started; `loadCrypto` may be called again afterwards. */
export async function unloadCrypto(): Promise<void> {
  await crypto.loading?.catch(() => undefined);
  const { library } = crypto;
  crypto.loading = undefined;
  crypto.library = undefined;
  library?.destroy();
}
