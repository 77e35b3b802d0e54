export interface Problems {
  circles: unknown[];
  stale: string[];
}
export function problems(kind: string): Problems;
export function report(problems: Problems): string;
