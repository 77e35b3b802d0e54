export const FILE_LINES: number;
export const FUNCTION_LINES: number;
export function report(): string;
