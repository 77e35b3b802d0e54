// Noise on an isle's compute core while its network thread is flooded; natively, too. The core has a CPU to itself: the runtime keeps all
// other threads of the process on another one, where those that flood are, too.
import { join } from 'node:path';
import type { Bar, Context, Row } from '../model.js';
import { image, native } from '../support/build.js';
import { Failed } from '../support/problems.js';
import { byTurns, type Contestant, figures } from '../support/programs.js';
import { row } from '../support/rows.js';
import { freePort, serve, type Service, withServices } from '../support/services.js';
import { median, medianInterval } from '../support/statistics.js';
import { isles, type Part } from './tools.js';

const SOURCE = 'bench/net/noise.c';
const FLOOD = join(__dirname, 'flood.js');
/** Milliseconds of a sample. */
const SAMPLE = '400';
const MOST_ROUNDS = 5;
const UNIT = '% of the time';
/** By how much of it that may differ. */
const UNCHANGED: Bar = { most: 0.5, text: '≤ 0.5 % of the time more' };

type Flood = 'udp' | 'tcp' | null;
const floods: readonly Flood[] = [null, 'udp', 'tcp'];

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
      const target = [how ?? 'udp', String(how ? port : nobody)];
      return withServices(async (began) => {
        began(await serve(context, [other], [process.execPath, FLOOD, ...target], 'begins'));
        const all = figures(await began(await start()).output());
        if (how === 'udp' && !all['arrived']) throw new Failed('none of the datagrams has arrived');
        return all;
      });
    },
  });
  const ours = (): Promise<Service> => serve(context, context.cpus, command, 'ready');
  const theirs = (file: string) => () => serve(context, [compute], [file, String(port), SAMPLE], 'ready');
  const samples = await byTurns(
    context,
    [
      ...floods.map((how) => sample('image', ours, how)),
      ...floods.map((how) => (elf ? sample('native', theirs(elf), how) : null)),
    ],
    { what: 'flood', rounds: Math.min(context.rounds, MOST_ROUNDS) },
  );
  const lost = samples.map((all) => (all?.['lost']?.length ? all['lost'] : null));
  return {
    samples,
    rows: [
      row({ name: 'gaps on a compute core, no flood', unit: UNIT, image: lost[0], native: lost[floods.length] }),
      more('the same gaps, flood of datagrams', 1, lost),
      more('the same gaps, flood of connections', 2, lost),
    ],
  };
}

/**
 * By how much more of the time is lost with a flood than without, turn by turn. The other CPU is as busy in both, so whomever Linux moves
 * over from there is in both, too.
 */
function more(name: string, flood: number, lost: readonly (readonly number[] | null)[]): Row {
  const [ours, quiet] = [lost[flood], lost[0]];
  const compared = ours && quiet ? ours.map((percent, i) => percent - quiet[i]!) : null;
  const theirs = lost[flood + floods.length];
  return {
    ...row({ name, unit: UNIT, image: ours, native: theirs, value: 'image' }),
    value: compared && median(compared),
    bar: UNCHANGED,
    ...(compared ? { spread: medianInterval(compared) } : {}),
  };
}
