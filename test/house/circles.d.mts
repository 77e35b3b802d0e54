export function report(kind: string): string;
