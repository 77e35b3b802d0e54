// Isles as Linux's own stack sees them through a TUN device: the command line's whole way, in a network namespace.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { inNamespace, namespace, ping } from '../support/namespace.js';
import { ipv6, type Need, need, needs, tool } from '../support/needs.js';
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
  const { stdout, stderr } = await run(command, rest);
  if (!stdout.length) throw new Error(stderr);
  return JSON.parse(stdout.toString()) as T;
}

/** That Linux loses and reorders packets when it is told to. */
function netemNeeds(): Need {
  const tc = needs(namespace, tool('tc'));
  if (tc.missing) return tc;
  const [command, args] = inNamespace('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'loss', '1%');
  return need(spawnSync(command, args, { stdio: 'ignore' }).status === 0, 'no netem here');
}

describe.skipIf(namespace.missing)(`--net tun${namespace.note}`, () => {
  let greeting = '';
  let transfer = '';
  beforeAll(async () => {
    greeting = await compileImage([source('greeting')]);
    transfer = await compileImage([source('transfer')], ['-O2']);
  });
  const beside = (command: string, ...options: string[]): Promise<Report> =>
    inNetwork(machine('beside'), command, ...options);

  const get = (...urls: string[]): string =>
    `"${process.execPath}" -e 'for (const url of process.argv.slice(1)) console.log(await (await fetch(url)).text())' --input-type=module ${urls.join(' ')}`;

  it('lets clients of Linux reach each isle', async () => {
    const { out, err } = await beside(
      get('http://192.168.28.2/0', 'http://192.168.28.3/1'),
      '--net',
      'tun',
      '-i',
      '2',
      greeting,
    );
    expect(err).toBe('');
    for (const path of ['/0', '/1']) expect(out).toContain(`GET ${path} HTTP/1.1`);
  });

  it('answers pings, in fragments too', async () => {
    const sizes = [1, 8972, 20_000].map((size) => ping('192.168.28.2', 3, size));
    const { out } = await beside(sizes.join('; '), '--net', 'tun', greeting);
    expect(out).toContain('3 answered\n'.repeat(3));
  });

  it.skipIf(ipv6.missing)(`does the same by IPv6${ipv6.note}`, async () => {
    const address = 'fd28:6865:726d:6974::2';
    const { out } = await beside(`${ping(address, 2, 56)}; ${get(`http://[${address}]/v6`)}`, '--net', 'tun', greeting);
    expect(out).toContain('2 answered\n');
    expect(out).toContain('GET /v6 HTTP/1.1');
  });

  it('lets isles reach Linux', async () => {
    const { out, told } = await beside('true', '--net', 'tun', greeting, '4000');
    expect({ out, told }).toEqual({ out: 'linux: hello from Linux\nready\n', told: 'hello from an isle\n' });
  });

  it('records everything with --pcap', async () => {
    const file = join(freshFolder(), 'isle.pcap');
    await beside('true', '--net', 'tun', '--pcap', file, greeting, '4000');
    const flags = readPcap(file)
      .filter(({ data }) => data[0] === 0x45 && data[9] === 6)
      .map(({ data }) => data[33]! & 0x3f);
    // SYN, SYN and ACK, ACK, in this order.
    expect(flags.slice(0, 3)).toEqual([0x02, 0x12, 0x10]);
  });

  it('says what is wrong when the device is removed, and ends', async () => {
    const { err, ended } = await beside(
      `${ping('192.168.28.2', 1, 56)}; ip link delete hermit3; exec sleep 600`,
      '--net',
      'tun',
      '--tun',
      'hermit3',
      greeting,
    );
    expect(err).toMatch(/TUN device hermit3: .*removed\?/);
    expect(ended).toBe(125);
  });

  const stream = (loss: string): Promise<{ code: number; problem?: string; got: number; rate: number }> =>
    inNetwork(machine('transfer'), transfer, '20', '20', loss);

  const all = need(true, '');
  for (const [loss, needed, title] of [
    ['none', all, 'and every byte is right'],
    ['own', all, 'over a device that loses and reorders packets'],
    ['netem', netemNeeds(), 'when netem loses and reorders packets'],
  ] as const) {
    it.skipIf(needed.missing)(`streams both ways, ${title}${needed.note}`, async () => {
      const { code, problem, got } = await stream(loss);
      expect({ code, problem, got }).toEqual({ code: 0, problem: undefined, got: 20e6 });
    });
  }
});
