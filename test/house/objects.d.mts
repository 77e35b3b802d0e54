export function weakFunctions(root: string): string[];
