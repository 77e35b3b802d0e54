// node keeper.js FOLDER LIST: waits until its input ends, then ends the groups that the list says are there, and removes the folder. A
// process that is killed cannot do that for itself, and a child that is stopped does not even see that nobody is there any more.
import { existsSync, readFileSync, rmSync } from 'node:fs';

const [folder, list] = process.argv.slice(2);

/** None where the process has ended by itself and has taken its folder along. */
function left(): Set<number> {
  const groups = new Set<number>();
  const lines = existsSync(list!) ? readFileSync(list!, 'latin1').trim().split('\n') : [];
  for (const line of lines) {
    if (line.startsWith('+')) groups.add(Number(line.slice(1)));
    else groups.delete(Number(line.slice(1)));
  }
  return groups;
}

process.stdin.resume().on('end', () => {
  for (const group of left()) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  rmSync(folder!, { recursive: true, force: true });
});
