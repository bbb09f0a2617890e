/** Why an item was refused, as it is stored and answered. */
export type Refusal = { code: string; message: string; facts: Record<string, unknown>; remedy: string };
