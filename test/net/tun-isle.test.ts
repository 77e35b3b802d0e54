// Isles as Linux's own stack sees them through a TUN device: the command line's whole way, in a network namespace.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { inNamespace, isInstalled, namespace, needsNamespace } from '../support/namespace.js';
import { readPcap } from '../support/pcap.js';
import { run } from '../support/spawn.js';

const machine = (name: string): string => join(root, `test/net/machine/${name}.mjs`);
const source = (name: string): string => join(root, `test/net/machine/${name}.c`);

interface Report {
  out: string;
  err: string;
  code: number;
  told: string;
  ended: number | string;
  milliseconds: number;
}

async function inNetwork<T>(script: string, ...args: string[]): Promise<T> {
  const [command, rest] = inNamespace(
    'sh',
    '-c',
    'ip link set lo up; exec "$0" "$@"',
    process.execPath,
    script,
    ...args,
  );
  const { stdout, stderr } = await run(command, rest, { timeLimit: 80_000 });
  if (!stdout.length) throw new Error(stderr);
  return JSON.parse(stdout.toString()) as T;
}

/** Whether Linux loses and reorders packets when it is told to. */
function hasNetem(): boolean {
  if (!namespace) return false;
  const [command, args] = inNamespace('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'loss', '1%');
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

describe.skipIf(!namespace)(`--net tun${needsNamespace}`, () => {
  let greeting = '';
  let transfer = '';
  beforeAll(async () => {
    greeting = await compileImage([source('greeting')]);
    transfer = await compileImage([source('transfer')], ['-O2']);
  });
  const beside = (command: string, ...options: string[]): Promise<Report> =>
    inNetwork(machine('beside'), command, ...options);

  it.skipIf(!isInstalled('curl'))('lets curl reach each isle, by IPv4 and IPv6', async () => {
    const urls = ['http://192.168.28.2/0', 'http://192.168.28.3/1', 'http://[fd28:6865:726d:6974::2]/v6'];
    const command = `sleep 0.5; for url in ${urls.join(' ')}; do curl -s -g -m 10 --noproxy '*' $url || echo failed $?; done`;
    const { out, err } = await beside(command, '--net', 'tun', '-i', '2', greeting);
    expect(err).toBe('');
    for (const path of ['/0', '/1', '/v6']) expect(out).toContain(`GET ${path} HTTP/1.1`);
  });

  it.skipIf(!isInstalled('ping'))('answers pings, in fragments too', async () => {
    const { out } = await beside(
      'for size in 1 8972 20000; do ping -q -c 3 -i 0.02 -W 5 -s $size 192.168.28.2; done; ping -q -c 2 -i 0.02 -W 5 fd28:6865:726d:6974::2',
      '--net',
      'tun',
      greeting,
    );
    expect(out.match(/ 3 received/g)).toHaveLength(3);
    expect(out).toContain(' 2 received');
  });

  it('lets isles reach Linux', async () => {
    const { out, told } = await beside('true', '--net', 'tun', greeting, '4000');
    expect({ out, told }).toEqual({ out: 'linux: hello from Linux\nready\n', told: 'hello from an isle\n' });
  });

  it('records everything with --pcap, and ends at once', async () => {
    const file = join(freshFolder(), 'isle.pcap');
    const { milliseconds } = await beside('true', '--net', 'tun', '--pcap', file, greeting, '4000');
    const flags = readPcap(file)
      .filter(({ data }) => data[0] === 0x45 && data[9] === 6)
      .map(({ data }) => data[33]! & 0x3f);
    // SYN, SYN and ACK, ACK, in this order.
    expect(flags.slice(0, 3)).toEqual([0x02, 0x12, 0x10]);
    expect(milliseconds).toBeLessThan(3000);
  });

  it('says what is wrong when the device is removed, and ends', async () => {
    const { err, ended } = await beside(
      'ping -q -c 1 -W 5 192.168.28.2; ip link delete hermit3; sleep 2',
      '--net',
      'tun',
      '--tun',
      'hermit3',
      greeting,
    );
    expect(err).toMatch(/HERMIT_ETUN.*TUN device hermit3/);
    expect(ended).toBe(125);
  });

  const netem = hasNetem();
  const stream = (loss: string): Promise<{ code: number; problem?: string; got: number; rate: number }> =>
    inNetwork(machine('transfer'), transfer, '20', '20', loss);

  for (const [loss, able, title] of [
    ['none', true, 'streams both ways, and every byte is right'],
    ['own', true, 'streams both ways over a device that loses and reorders packets'],
    [
      'netem',
      netem,
      `streams both ways when netem loses and reorders packets${netem ? '' : ' (skipped: no netem here)'}`,
    ],
  ] as const) {
    it.skipIf(!able)(`${title}`, async () => {
      const { code, problem, got } = await stream(loss);
      expect({ code, problem, got }).toEqual({ code: 0, problem: undefined, got: 20e6 });
    });
  }
});
