// Isles whose peer is Linux's own stack, through a TUN device in a network namespace of its own.
import { image, native } from '../support/build.mjs';
import { freePort, perform, takeTurns } from '../support/services.mjs';
import { least, row } from './rows.mjs';
import { kvImage, redisBenchmark, redisRates, redisServer } from './servers.mjs';
import { iperfRate } from './streams.mjs';
import { ISLE_0, has, serveNative, serveTun } from './tools.mjs';

const LOSS = '1%';
/** Bytes that cross the losing device in each direction. */
const AMOUNT = '64M';
const MEGABYTES = { least: 20, text: '≥ 20 MB/s' };
const NETEM = `dev=$(ip -o -4 addr | sed -n 's/^[0-9]*: *\\([^ ]*\\) .*192\\.168\\.28\\.1.*/\\1/p') && tc qdisc add dev $dev root netem loss ${LOSS} reorder 99% 10% delay 50us`;

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

async function measureLoss({ cpus }, services) {
  const client = native('apps/net/netio.c');
  if (!client) return { samples: null, rows: [] };
  const served = await serveTun(cpus, image('apps/net/netio.c'), 18767, ['-s'], NETEM);
  services.push(served);
  const args = ['-c', ISLE_0, '-f', '-v', '-l', '65536', '-n', AMOUNT];
  const out = await perform(cpus, served.enter([client, ...args]));
  const [to, from] = ['tx', 'rx'].map((way) => Number(new RegExp(`^${way}_65536 (.*)$`, 'm').exec(out)[1]));
  const line = (name, value) => ({ name, image: value, native: null, unit: 'MB/s', value, bar: MEGABYTES });
  return {
    samples: { to, from },
    rows: [
      line(`${AMOUNT} to an isle, ${LOSS} lost, TUN`, to),
      line(`${AMOUNT} from an isle, ${LOSS} lost, TUN`, from),
    ],
  };
}

export async function measureTun(machine) {
  const samples = {};
  const rows = [];
  const parts = [
    ['redis-benchmark', 'redis', measureRedis],
    ['iperf3', 'iperf', measureIperf],
    ['tc', 'loss', measureLoss],
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
