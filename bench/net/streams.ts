// From isle to isle: streams and round trips, beside iperf3 and netio over Linux's loopback.
import type { Context } from '../model.js';
import { image, native } from '../support/build.js';
import { Failed } from '../support/problems.js';
import { byTurns, type Contestant, figures, type Gathered } from '../support/programs.js';
import { least, most, row } from '../support/rows.js';
import { type Command, perform, withServices } from '../support/services.js';
import { has, isles, type Part, serveNative } from './tools.js';

const SOURCE = 'apps/net/netio.c';
/** Bytes of a write: what iperf3 takes by itself. Milliseconds of a sample; iperf3 counts in seconds. */
const BLOCK = '131072';
const SAMPLE = 400;

/** MB/s that the receiver has seen. */
export function iperfRate(json: string): number {
  const { end, error } = JSON.parse(json) as { end: { sum_received: { bits_per_second: number } }; error?: string };
  if (error) throw new Failed(`iperf3: ${error}`);
  return end.sum_received.bits_per_second / 8e6;
}

export async function measureStreams(context: Context): Promise<Part> {
  const { cpus } = context;
  const [wasm, elf] = [await image(context, SOURCE), await native(context, SOURCE)];
  const place = ['-i', '2', '-n', '1', '--cpus', cpus.join(',')];
  const between = (...args: string[]): Contestant => ({
    name: 'image',
    run: async () => figures(await perform(context, cpus, isles(place, wasm, ['-f', '-t', String(SAMPLE), ...args]))),
  });
  const [server, client] = [cpus.slice(0, 1), cpus.slice(1)];
  return withServices(async (began) => {
    const netio = elf && began(await serveNative(context, server, (port) => [elf, '-s', '-p', String(port)]));
    const loopback = (...args: string[]): Contestant | null =>
      elf && netio
        ? {
            name: 'native',
            run: async () => {
              const to = ['-c', '127.0.0.1', '-p', String(netio.port), '-f', '-t', String(SAMPLE)];
              return figures(await perform(context, client, [elf, ...to, ...args]));
            },
          }
        : null;
    const iperfServer =
      has(context, 'iperf3') &&
      began(await serveNative(context, server, (port) => ['iperf3', '-s', '-p', String(port)]));
    const iperf = iperfServer && {
      name: 'iperf3',
      run: async () => {
        const port = String(iperfServer.port);
        const command: Command = ['iperf3', '-c', '127.0.0.1', '-p', port, '-t', '1', '-l', BLOCK, '-J'];
        return { rate: iperfRate(await perform(context, client, command)) };
      },
    };
    const streams = await byTurns(context, [between('-l', BLOCK), loopback('-l', BLOCK), iperf || null], {
      what: 'streams',
    });
    const trips = await byTurns(context, [between('-r'), loopback('-r')], { what: 'round trips' });
    return { samples: { streams, trips }, rows: rowsOf(streams, trips) };
  });
}

function rowsOf(
  [ours, theirs, rival]: readonly (Gathered | null)[],
  trips: readonly (Gathered | null)[],
): Part['rows'] {
  const [sent, received] = [`tx_${BLOCK}`, `rx_${BLOCK}`];
  const stream = { unit: 'MB/s', better: 'more' } as const;
  const trip = (name: string, key: string, bar = most(0.6)) =>
    row({ name, unit: 'µs', scale: 1e-3, bar, image: trips[0]?.[key], native: trips[1]?.[key] });
  return [
    row({
      ...stream,
      name: 'TCP isle to isle, against iperf3',
      bar: least(1.2),
      image: ours?.[sent],
      native: rival?.['rate'],
      against: 'iperf3',
    }),
    row({ ...stream, name: 'TCP isle to isle, against netio', image: ours?.[sent], native: theirs?.[sent] }),
    row({ ...stream, name: 'TCP the other way, against netio', image: ours?.[received], native: theirs?.[received] }),
    trip('round trip of 1 byte, mean', 'trip_1'),
    { ...trip('round trip of 1 byte, median', 'trip_median_1'), bar: null },
    { ...trip('round trip of 1 byte, 99 of 100 below', 'trip_99_1'), bar: null },
  ];
}
