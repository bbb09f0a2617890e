/**
 * Every error code that the program knows, `area/what-is-wrong`: empty here, and extended by each table of errors beside the table itself,
 * so that a room is known by whoever imports it, and imported by nobody else.
 */
// biome-ignore lint/suspicious/noEmptyInterface: an interface is what other modules can extend
export interface ErrorCodes {}

/** A code of {@link ErrorCodes}. */
export type ErrorCode = keyof ErrorCodes;
