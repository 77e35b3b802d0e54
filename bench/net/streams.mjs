// From isle to isle: streams and round trips, beside iperf3 and netio over Linux's loopback.
import { image, native } from '../support/build.mjs';
import { freePort, perform, takeTurns } from '../support/services.mjs';
import { least, most, row } from './rows.mjs';
import { has, isles, serveNative } from './tools.mjs';

const SOURCE = 'apps/net/netio.c';
/** Bytes of a write: what iperf3 takes by itself. Milliseconds of a sample. */
const BLOCK = '131072';
const SAMPLE = 400;

/** Lines `NAME NUMBER`. */
const figures = (text) =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]),
  );

/** MB/s that the receiver has seen. */
export function iperfRate(json) {
  const { end, error } = JSON.parse(json);
  if (error) throw new Error(`iperf3: ${error}`);
  return end.sum_received.bits_per_second / 8e6;
}

export async function measureStreams({ cpus, rounds }) {
  const [wasm, elf] = [image(SOURCE), native(SOURCE)];
  const place = ['-i', '2', '-n', '1', '--cpus', cpus.join(',')];
  const between = async (...args) =>
    figures(await perform(cpus, isles(place, wasm, ['-f', '-t', String(SAMPLE), ...args])));
  const services = [];
  try {
    let loopback = null;
    if (elf) {
      const port = await freePort();
      services.push(await serveNative(cpus.slice(0, 1), [elf, '-s', '-p', String(port)], port));
      const to = ['-c', '127.0.0.1', '-p', String(port), '-f', '-t', String(SAMPLE)];
      loopback = async (...args) => figures(await perform(cpus.slice(1), [elf, ...to, ...args]));
    }
    let iperf = null;
    if (has('iperf3')) {
      const port = String(await freePort());
      services.push(await serveNative(cpus.slice(0, 1), ['iperf3', '-s', '-p', port], Number(port)));
      const client = ['iperf3', '-c', '127.0.0.1', '-p', port, '-t', '1', '-l', BLOCK, '-J'];
      iperf = async () => ({ rate: iperfRate(await perform(cpus.slice(1), client)) });
    }
    const streams = await takeTurns(
      [() => between('-l', BLOCK), loopback && (() => loopback('-l', BLOCK)), iperf],
      rounds,
    );
    const trips = await takeTurns([() => between('-r'), loopback && (() => loopback('-r'))], rounds);
    const [ours, theirs, rival] = streams;
    return {
      samples: { streams, trips },
      rows: [
        row('TCP isle to isle, against iperf3', 'MB/s', 1, least(1.2), [ours, `tx_${BLOCK}`], [rival, 'rate']),
        row('the same, against netio', 'MB/s', 1, null, [ours, `tx_${BLOCK}`], [theirs, `tx_${BLOCK}`]),
        row('the other way', 'MB/s', 1, null, [ours, `rx_${BLOCK}`], [theirs, `rx_${BLOCK}`]),
        row('round trip of 1 byte, mean', 'µs', 1e-3, most(0.6), [trips[0], 'trip_1'], [trips[1], 'trip_1']),
        row('the same, median', 'µs', 1e-3, null, [trips[0], 'trip_median_1'], [trips[1], 'trip_median_1']),
        row('the same, 99 of 100 below', 'µs', 1e-3, null, [trips[0], 'trip_99_1'], [trips[1], 'trip_99_1']),
      ],
    };
  } finally {
    for (const service of services) await service.end();
  }
}
