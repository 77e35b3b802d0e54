// Noise on an isle's compute core while its network thread is flooded; natively, too. The core has a CPU to itself: every other thread
// of the process is kept on another one, as are those that flood. That is what an isle with CPUs to spare has by itself.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bar, Context, Row } from '../model.js';
import { image, native } from '../support/build.js';
import { Failed } from '../support/problems.js';
import { byTurns, type Contestant, figures } from '../support/programs.js';
import { freePort, serve, type Service } from '../support/services.js';
import { isles, type Part } from './tools.js';

const SOURCE = 'bench/net/noise.c';
const FLOOD = join(__dirname, 'flood.js');
/** Milliseconds of a sample. */
const SAMPLE = '400';
const SETTLING = 100;
const MOST_ROUNDS = 5;
/** Percent of the time by which it may differ. */
const UNCHANGED: Bar = { most: 0.5, text: '≤ 0.5 % of the time more' };

type Flood = 'udp' | 'tcp' | null;
const floods: readonly Flood[] = [null, 'udp', 'tcp'];

/** Leaves the core's CPU to the thread that is bound to it. */
function keepOthersAway(pid: number, compute: number, other: number): void {
  const tasks = `/proc/${pid}/task`;
  for (const tid of readdirSync(tasks)) {
    const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(`${tasks}/${tid}/status`, 'utf8'))?.[1];
    if (allowed !== String(compute)) spawnSync('taskset', ['-p', '-c', String(other), tid], { stdio: 'ignore' });
  }
}

export async function measureNoise(context: Context): Promise<Part> {
  const wasm = await image(context, SOURCE);
  const elf = await native(context, SOURCE);
  const [compute, other] = [context.cpus[0]!, context.cpus[1]!];
  const port = await freePort();
  const nobody = await freePort();
  const place = ['-n', '1', '--cpus', String(compute), '-p', `${port}:9`, '-p', `${port}:9/udp`];
  const command = isles(place, wasm, ['9', SAMPLE]);
  // The other CPU is as busy in all of them: without a flood what is sent goes nowhere.
  const sample = (name: string, start: () => Promise<Service>, how: Flood): Contestant => ({
    name: how ? `${name}, flood by ${how}` : name,
    async run() {
      const measured = await start();
      const target = [how ?? 'udp', String(how ? port : nobody)];
      const flood = await serve(context, [other], [process.execPath, FLOOD, ...target], 'begins');
      try {
        const all = figures(await measured.output());
        if (how === 'udp' && !all['arrived']) throw new Failed('none of the datagrams has arrived');
        return all;
      } finally {
        await flood.end();
        await measured.end();
      }
    },
  });
  const ours = async (): Promise<Service> => {
    const served = await serve(context, context.cpus, command, 'ready');
    // Twice, because threads may still be starting; the program warms up meanwhile.
    for (let i = 0; i < 2; i++) {
      keepOthersAway(served.pid, compute, other);
      await sleep(SETTLING);
    }
    return served;
  };
  const theirs = (file: string) => () => serve(context, [compute], [file, String(port), SAMPLE], 'ready');
  const samples = await byTurns(
    context,
    [
      ...floods.map((how) => sample('image', ours, how)),
      ...floods.map((how) => (elf ? sample('native', theirs(elf), how) : null)),
    ],
    { what: 'flood', rounds: Math.min(context.rounds, MOST_ROUNDS) },
  );
  // The least of the turns: whatever else this machine does only adds to it.
  const lost = samples.map((all) => (all?.['lost']?.length ? Math.min(...all['lost']) : null));
  const line = (name: string, i: number, bar: Bar | null): Row => {
    const more = i && lost[i] !== null && lost[0] !== null ? lost[i]! - lost[0]! : null;
    return { name, image: lost[i]!, native: lost[i + floods.length]!, unit: '% of the time', value: more, bar };
  };
  return {
    samples,
    rows: [
      line('gaps on a compute core, median of 10 ms, no flood', 0, null),
      line('the same gaps, flood of datagrams', 1, UNCHANGED),
      line('the same gaps, flood of connections', 2, UNCHANGED),
    ],
  };
}
