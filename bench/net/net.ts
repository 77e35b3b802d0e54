// The network: between isles, from Linux through published ports and through a TUN device, each beside a native rival of the same run.
import type { Context, Row, Suite, SuiteResult } from '../model.js';
import { measureNoise } from './noise.js';
import { measureServers } from './servers.js';
import { measureStreams } from './streams.js';
import { noTun, type Part } from './tools.js';
import { measureTun } from './tun.js';

/** One after the other; a part that fails says so and costs nobody else its rows. */
const parts: Readonly<Record<string, (context: Context) => Promise<Part>>> = {
  streams: measureStreams,
  servers: measureServers,
  noise: measureNoise,
  tun: measureTun,
};

async function run(context: Context): Promise<SuiteResult> {
  const two = { ...context, cpus: context.cpus.slice(0, 2) };
  const samples: Record<string, unknown> = {};
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    const reason = name === 'tun' ? noTun() : null;
    if (reason) {
      context.note(`nothing is measured through a TUN device: ${reason}`);
      continue;
    }
    const part = await context.attempt(name, () => measure(two));
    if (!part) continue;
    samples[name] = part.samples;
    rows.push(...part.rows);
  }
  return { samples, rows };
}

export const suite: Suite = {
  name: 'net',
  title: 'isles and their servers against Linux and native ones',
  about: `Streams and round trips between two isles beside iperf3 and netio over Linux's loopback; servers behind published ports under wrk, curl
and redis-benchmark beside native ones; an isle through a TUN device with Linux's own stack as its peer; and what a flood of packets takes of a
compute core's time. All of a contestant's processes may use the same two CPUs, and so may those of its rival; an isle's core has one of
them, where a rival is two processes each has one. What this machine lacks tools or rights for is left out with a note. Noise is
the time in gaps between readings of the clock, all of it; what a flood adds is the median of the differences turn by turn.`,
  seconds: 200,
  needs: { cpus: 2 },
  run,
};
