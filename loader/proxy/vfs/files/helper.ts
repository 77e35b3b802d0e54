/** Programs of the host that do what Node cannot, where koffi is not installed. */
import fs from 'node:fs';
import path from 'node:path';
import { childProcesses } from './late-modules.js';

/** Where systems have them. The host's PATH may name directories that a guest can write. */
const PLACES = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];
/** The longest that one may take (ms). */
const PATIENCE_MS = 10_000;

const OPTIONS = { encoding: 'latin1', env: {}, timeout: PATIENCE_MS, killSignal: 'SIGKILL' } as const;

const find = (name: string): string | undefined =>
  PLACES.map((place) => path.join(place, name)).find((one) => fs.existsSync(one));

/** Runs one without waiting for it; `done` gets what it printed, undefined if it failed. */
export function runHelper(name: string, args: readonly string[], done: (printed: string | undefined) => void): void {
  const file = find(name);
  if (file === undefined) {
    setImmediate(done, undefined);
    return;
  }
  const child = childProcesses().execFile(file, [...args], OPTIONS, (error, printed) =>
    done(error ? undefined : printed),
  );
  child.stdin?.end();
}

/** The same, waiting for it. */
export function runHelperNow(name: string, args: readonly string[]): string | undefined {
  const file = find(name);
  if (file === undefined) return undefined;
  const { status, stdout } = childProcesses().spawnSync(file, [...args], { ...OPTIONS, input: '' });
  return status === 0 ? stdout : undefined;
}
