// Noise on an isle's compute core while its network thread is flooded; natively, too. The core has a CPU to itself: every other thread
// of the process is kept on another one, as are those that flood. That is what an isle with CPUs to spare has by itself.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { image, native, root } from '../support/build.mjs';
import { freePort, serve, takeTurns } from '../support/services.mjs';
import { isles } from './tools.mjs';

const SOURCE = 'bench/net/noise.c';
const FLOOD = join(root, 'bench/net/flood.mjs');
/** Milliseconds of a sample. */
const SAMPLE = '400';
const SETTLING = 100;
/** Percent of the time by which it may differ. */
const UNCHANGED = { most: 0.5, text: '≤ 0.5 % of the time more' };

function figures(text) {
  const lines = text.trim().split('\n').slice(1);
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
}

/** Leaves the core's CPU to the thread that is bound to it. */
function keepOthersAway(pid, compute, other) {
  const tasks = `/proc/${pid}/task`;
  for (const tid of readdirSync(tasks)) {
    const [, allowed] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(`${tasks}/${tid}/status`, 'utf8'));
    if (allowed !== String(compute)) spawnSync('taskset', ['-p', '-c', String(other), tid], { stdio: 'ignore' });
  }
}

export async function measureNoise({ cpus, rounds }) {
  const [wasm, elf] = [image(SOURCE), native(SOURCE)];
  const [compute, other] = [cpus.slice(0, 1), cpus.slice(1)];
  const port = await freePort();
  const nobody = await freePort();
  const command = isles(['-n', '1', '--cpus', String(cpus[0]), '-p', `${port}:9`, '-p', `${port}:9/udp`], wasm, [
    '9',
    SAMPLE,
  ]);
  // The other CPU is as busy in all of them: without a flood what is sent goes nowhere.
  const sample = (start, how) => async () => {
    const measured = await start();
    const flood = await serve(other, [process.execPath, FLOOD, how ?? 'udp', String(how ? port : nobody)], 'begins');
    try {
      const all = figures(await measured.output());
      if (how === 'udp' && !all.arrived) throw new Error('none of the datagrams has arrived');
      return all;
    } finally {
      await flood.end();
      await measured.end();
    }
  };
  const ours = async () => {
    const served = await serve(cpus, command, 'ready');
    // Twice, because threads may still be starting; the program warms up meanwhile.
    for (let i = 0; i < 2; i++) {
      keepOthersAway(served.pid, compute[0], other[0]);
      await sleep(SETTLING);
    }
    return served;
  };
  const theirs = () => serve(compute, [elf, String(port), SAMPLE], 'ready');
  const ways = [null, 'udp', 'tcp'];
  const contestants = [
    ...ways.map((how) => sample(ours, how)),
    ...ways.map((how) => (elf ? sample(theirs, how) : null)),
  ];
  const samples = await takeTurns(contestants, Math.min(rounds, 5));
  // The least of the turns: whatever else this machine does only adds to it.
  const lost = samples.map((all) => all && Math.min(...all.lost));
  const line = (name, i, bar) => {
    const value = i ? lost[i] - lost[0] : null;
    return { name, image: lost[i], native: lost[i + 3], unit: '% of the time', value, bar };
  };
  return {
    samples,
    rows: [
      line('gaps on a compute core, median of 10 ms, no flood', 0, null),
      line('the same, flood of datagrams', 1, UNCHANGED),
      line('the same, flood of connections', 2, UNCHANGED),
    ],
  };
}
