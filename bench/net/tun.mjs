// Isles whose peer is Linux's own stack, through a TUN device in a network namespace of its own.
import { join } from 'node:path';
import { image, root } from '../support/build.mjs';
import { median } from '../support/measure.mjs';
import { freePort, perform, takeTurns } from '../support/services.mjs';
import { least, row } from './rows.mjs';
import { kvImage, redisBenchmark, redisRates, redisServer } from './servers.mjs';
import { iperfRate } from './streams.mjs';
import { ISLE_0, has, serveNative, serveTun } from './tools.mjs';

/** Megabytes that cross the losing device in each direction. */
const AMOUNT = '64';
const MEGABYTES = { least: 20, text: '≥ 20 MB/s' };

async function measureRedis({ cpus, rounds }, services) {
  const ours = await serveTun(cpus, kvImage(), 6379, []);
  services.push(ours);
  let theirs = null;
  if (has('redis-server')) {
    const port = await freePort();
    services.push((theirs = await serveNative(cpus, redisServer(port), port)));
  }
  const samples = await takeTurns(
    [
      async () => redisRates(await perform(cpus, ours.enter(redisBenchmark(ISLE_0, 6379)))),
      theirs && (async () => redisRates(await perform(cpus, redisBenchmark('127.0.0.1', theirs.port)))),
    ],
    rounds,
  );
  const rows = ['SET', 'GET'].map((n) =>
    row(`${n}, TUN, redis-benchmark`, '1/s', 1, least(0.4), [samples[0], n], [samples[1], n]),
  );
  return { samples, rows };
}

async function measureIperf({ cpus, rounds }, services) {
  const served = await serveTun(cpus, image('apps/net/iperf.c'), 5201, []);
  services.push(served);
  const client = (...more) => served.enter(['iperf3', '-c', ISLE_0, '-t', '1', '-J', ...more]);
  const samples = await takeTurns(
    [
      async () => ({
        to: iperfRate(await perform(cpus, client())),
        from: iperfRate(await perform(cpus, client('-R'))),
      }),
    ],
    Math.min(rounds, 3),
  );
  return {
    samples,
    rows: [
      row('iperf3 to an isle, TUN', 'MB/s', 1, null, [samples[0], 'to']),
      row('iperf3 from an isle, TUN', 'MB/s', 1, null, [samples[0], 'from']),
    ],
  };
}

/** Whether tc can lose packets: kernels are built without it, too. */
async function hasNetem(cpus) {
  const command = 'ip link set lo up && tc qdisc add dev lo root netem loss 1%';
  return perform(cpus, ['unshare', '-n', 'sh', '-c', command]).then(
    () => true,
    () => false,
  );
}

async function measureLoss({ cpus, rounds }) {
  const how = has('tc') && (await hasNetem(cpus)) ? 'netem' : 'own';
  if (how === 'own')
    console.log('net: tc has no netem here: packets are lost by a TUN device of our own (lossy-side.mjs)');
  const wasm = image('test/net/machine/transfer.c');
  const node = [process.execPath, join(root, 'test/net/machine/transfer.mjs'), wasm, AMOUNT, AMOUNT, how];
  const samples = await takeTurns(
    [
      async () => {
        const report = JSON.parse(
          await perform(cpus, ['unshare', '-n', 'sh', '-c', `ip link set lo up; exec ${node.join(' ')}`]),
        );
        if (report.problem || report.code) throw new Error(report.problem ?? report.text);
        return { rate: report.rate };
      },
    ],
    Math.min(rounds, 3),
  );
  const value = median(samples[0].rate);
  const name = `${AMOUNT} MB each way at once, 1 % lost, 1 % reordered, TUN`;
  return { samples, rows: [{ name, image: value, native: null, unit: 'MB/s', value, bar: MEGABYTES }] };
}

export async function measureTun(machine) {
  const samples = {};
  const rows = [];
  const parts = [
    ['redis-benchmark', 'redis', measureRedis],
    ['iperf3', 'iperf', measureIperf],
    ['ip', 'loss', measureLoss],
  ];
  for (const [tool, name, measure] of parts) {
    if (!has(tool)) continue;
    const services = [];
    try {
      const part = await measure(machine, services);
      samples[name] = part.samples;
      rows.push(...part.rows);
    } catch (error) {
      console.log(`net: ${name} through TUN could not be measured: ${error.message.trim()}`);
    } finally {
      for (const service of services) await service.end();
    }
  }
  return { samples, rows };
}
