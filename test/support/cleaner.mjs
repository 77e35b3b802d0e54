// node cleaner.mjs FOLDER: when its input ends, because the tests are over or their process is gone, ends what still runs with TMPDIR in
// that folder, and removes it. Signals that end the tests do not end it.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder] = process.argv.slice(2);
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
rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
