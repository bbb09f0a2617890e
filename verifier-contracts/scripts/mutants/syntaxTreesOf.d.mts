export function syntaxTreesOf(paths: string[], read: (path: string) => string): Map<string, object>;
