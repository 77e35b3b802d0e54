// The network: between isles, from Linux through published ports and through a TUN device, each beside a native rival of the same run.
// All of a contestant's processes may use the same two CPUs, and so may those of its rival; an isle's core has one of them, where a
// rival is two processes each has one. Rows of what this machine lacks tools or rights for are left out, and it is said why.
import { measureNoise } from './noise.mjs';
import { measureServers } from './servers.mjs';
import { measureStreams } from './streams.mjs';
import { noTun } from './tools.mjs';
import { measureTun } from './tun.mjs';

export const title = 'net: isles and their servers against Linux and native ones';

/** Rows of several parts, one after the other; a part that fails says so and costs nobody else its rows. */
export async function run({ cpus, rounds }) {
  const two = cpus.slice(0, 2);
  if (two.length < 2) {
    console.log('net: needs two CPUs');
    return { samples: {}, rows: [] };
  }
  const samples = {};
  const rows = [];
  const parts = { streams: measureStreams, servers: measureServers, noise: measureNoise };
  const reason = noTun();
  if (reason) console.log(`net: nothing is measured through a TUN device: ${reason}`);
  else parts.tun = measureTun;
  for (const [name, measure] of Object.entries(parts)) {
    try {
      const part = await measure({ cpus: two, rounds });
      samples[name] = part.samples;
      rows.push(...part.rows);
    } catch (error) {
      console.log(`net: ${name} could not be measured: ${error.message}`);
    }
  }
  return { samples, rows };
}
