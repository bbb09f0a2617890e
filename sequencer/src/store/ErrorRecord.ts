/** An error as it is stored and answered: why an item or a batch was refused. */
export type ErrorRecord = { code: string; message: string; facts: Record<string, unknown>; remedy: string };
