import { Transform } from 'node:stream';

/** Passes a stream on and charges its bytes at the end, or what has passed when it breaks off. */
export function countBytes(charge: (bytes: number) => Promise<string>): Transform {
  let bytes = 0;
  let charged: Promise<unknown> | undefined;
  const chargeOnce = (): Promise<unknown> => {
    charged ??= charge(bytes);
    return charged;
  };
  return new Transform({
    transform(chunk: Buffer | string, encoding, callback) {
      bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
      callback(null, chunk);
    },
    flush(callback) {
      chargeOnce().then(() => callback(), callback);
    },
    destroy(error, callback) {
      chargeOnce().then(
        () => callback(error),
        () => callback(error),
      );
    },
  });
}
