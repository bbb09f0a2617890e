export function compareSurvivors(
  accepted: Readonly<Record<string, Readonly<Record<string, string>>>>,
  results: readonly { readonly file: string; readonly id: string; readonly survived: boolean }[],
  whole: readonly string[],
): string[];
