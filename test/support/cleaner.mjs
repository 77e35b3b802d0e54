// node cleaner.mjs FOLDER OTHER: when its input ends, because the tests are over or their process is gone, ends what still runs with TMPDIR in
// that folder, and removes it, and the other folder, which is vitest's own. Signals that end the tests do not end it.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder, other] = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

function stillRun() {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`TMPDIR=${folder}/`);
    } catch {
      return false;
    }
  });
}

for await (const _ of process.stdin);
// What has just been told to end may do so by itself.
for (let tries = 0; stillRun().length > 0 && tries < 300; tries++) {
  await sleep(20);
  if (tries < 50) continue;
  for (const pid of stillRun())
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended.
    }
}
for (const path of [folder, other]) rmSync(path, { recursive: true, force: true, maxRetries: 10 });
