/** Widths of everything that is packed into a field element, in bits, and the greatest values that fit. */
export const COUNTER_BITS = 44n;
export const PRICE_BITS = 56n;
export const BALANCE_BITS = 88n;
export const NONCE_BITS = 24n;
export const EXPIRY_BITS = 48n;
export const SERIAL_BITS = 32n;

export const MAX_COUNTER = (1n << COUNTER_BITS) - 1n;
export const MAX_PRICE = (1n << PRICE_BITS) - 1n;
export const MAX_BALANCE = (1n << BALANCE_BITS) - 1n;
export const MAX_NONCE = 2 ** 24 - 1;
export const MAX_EXPIRY = 2 ** 48 - 1;
export const MAX_SERIAL = 2 ** 32 - 1;
