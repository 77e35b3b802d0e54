// What a run of the tests leaves on a machine, besides the caches that docs/building.md names.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where things may stay: files in memory, network devices, network namespaces with names. */
const PLACES = ['/dev/shm', '/sys/class/net', '/run/netns'];

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** All that there is in those places. */
export const traces = (): Set<string> =>
  new Set(PLACES.flatMap((place) => names(place).map((name) => `${place}/${name}`)));

/** Processes with TMPDIR in the run's folder, but for this one and the workers of vitest, which it ends itself. */
function processes(temporary: string): string[] {
  return names('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
      if (!environment.includes(`TMPDIR=${temporary}`) || command.includes('/vitest/dist/workers/')) return [];
      return [`process ${pid}: ${command}`];
    } catch {
      // It has just ended, or is another user's.
      return [];
    }
  });
}

/** Each thing with where it is. What is just going is waited for. */
export async function leftBehind(temporary: string, before: Set<string>): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const left = [
      ...names(temporary).map((name) => `${temporary}/${name}`),
      ...[...traces()].filter((trace) => !before.has(trace)),
      ...processes(dirname(temporary)),
    ];
    if (left.length === 0 || tries === 200) return left;
    await sleep(50);
  }
}
