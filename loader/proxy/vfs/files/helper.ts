/** Programs of the host that do what Node cannot, where koffi is not installed. */
import fs from 'node:fs';
import path from 'node:path';
import { childProcesses } from './late-modules.js';

/** Where systems have them. The host's PATH may name directories that a guest can write. */
const PLACES = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];
/** The longest that one may take (ms). */
const PATIENCE_MS = 10_000;

/** Runs one without waiting for it; `done` gets what it printed, undefined if it failed. */
export function runHelper(name: string, args: readonly string[], done: (printed: string | undefined) => void): void {
  const file = PLACES.map((place) => path.join(place, name)).find((one) => fs.existsSync(one));
  if (file === undefined) {
    setImmediate(done, undefined);
    return;
  }
  const options = { encoding: 'latin1', env: {}, timeout: PATIENCE_MS, killSignal: 'SIGKILL' } as const;
  const child = childProcesses().execFile(file, [...args], options, (error, printed) =>
    done(error ? undefined : printed),
  );
  child.stdin?.end();
}
