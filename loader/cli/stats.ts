// The table that --stats prints.
import type { CountedCall } from '../machine/counts.js';
import type { Isle } from '../machine/isle.js';

export interface RunStats {
  calls: CountedCall[];
  coresStarted: number;
}

/** Of all isles. */
export function totals(isles: readonly Isle[]): RunStats {
  const stats = isles.map((isle) => isle.stats());
  const calls = new Map<number, CountedCall>();
  for (const call of stats.flatMap((one) => one.calls)) {
    const count = (calls.get(call.nr)?.count ?? 0) + call.count;
    calls.set(call.nr, { ...call, count });
  }
  return {
    calls: [...calls.values()].sort((a, b) => a.nr - b.nr),
    coresStarted: stats.reduce((sum, { cores }) => sum + cores, 0),
  };
}

/** Counts of system calls by home and name, most frequent first. */
export function formatStats(stats: RunStats, seconds: number): string {
  const homes = new Map<string, number>();
  for (const { home, count } of stats.calls) homes.set(home, (homes.get(home) ?? 0) + count);
  const total = [...homes.values()].reduce((sum, n) => sum + n, 0);
  const byHome = [...homes].map(([home, n]) => `${n} ${home}`).join(', ');
  const lines = [
    `${seconds.toFixed(3)} s, ${stats.coresStarted} core${stats.coresStarted === 1 ? '' : 's'} started, ` +
      `${total} system call${total === 1 ? '' : 's'}${byHome ? `: ${byHome}` : ''}`,
  ];
  for (const { count, home, name } of [...stats.calls].sort((a, b) => b.count - a.count || a.nr - b.nr)) {
    lines.push(`${String(count).padStart(10)}  ${home.padEnd(6)}  ${name}`);
  }
  return lines.join('\n');
}
