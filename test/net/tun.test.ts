// Linux's own stack against a peer that answers pings over the rings, in a network namespace of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { echoIsle, inNamespace, namespace, ping } from '../support/namespace.js';
import { ipv6, tool } from '../support/needs.js';
import { readPcap } from '../support/pcap.js';
import { run } from '../support/spawn.js';

const built = createRequire(__filename);
const { openTun } = built(
  join(root, 'dist/loader/network/tun/tun.js'),
) as typeof import('../../loader/network/tun/tun.js');
const options = {
  name: 'hermit0',
  v4: { address: 0xc0a81c01, prefix: 24 },
  v6: { address: 'fd28:6865:726d:6974::1', prefix: 64 },
  mtu: 9000,
};

interface Report {
  code: number;
  stdout: string;
  warnings: string[];
  answered: number;
}

/** Runs a command of a shell beside the peer. */
async function beside(command: string, { env = {}, before = 'true' } = {}): Promise<Report> {
  const script = `${before} && exec "$0" "$@"`;
  const [first, args] = inNamespace('sh', '-c', script, process.execPath, echoIsle, 'sh', '-c', command);
  const { stdout, stderr, code } = await run(first, args, { env: { ...process.env, ...env } });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout.toString()) as Report;
}

/** What opening a device says, as another user who has no rights; run in a process of its own. */
const opening = (name: string): string =>
  `try { require('${root}/dist/loader/network/tun/tun.js').openTun({ ...${JSON.stringify(options)}, name: '${name}' }); console.log('opened'); }
   catch (e) { console.log(e.code + ' ' + e.message); }`;

describe.skipIf(namespace.missing)(`a TUN device${namespace.note}`, () => {
  it('is made with address and MTU, and is gone afterwards', async () => {
    const { stdout, warnings } = await beside('ip -o address show dev hermit0; ip link show dev hermit0');
    expect(stdout).toContain('inet 192.168.28.1/24');
    expect(stdout).toMatch(/<.*\bUP\b.*> mtu 9000/);
    expect(warnings).toEqual([]);
  });

  it.skipIf(ipv6.missing)(`has an address of IPv6${ipv6.note}`, async () => {
    const { stdout } = await beside('ip -o address show dev hermit0');
    expect(stdout).toContain('inet6 fd28:6865:726d:6974::1/64');
  });

  it('carries pings of every size, alone and in floods', async () => {
    const sizes = [1, 56, 1472, 8972].map((size) => ping('192.168.28.2', 3, size));
    const command = [...sizes, ping('192.168.28.2', 5000, 56)].join(' && ');
    const { code, stdout, warnings } = await beside(command);
    expect({ code, warnings }).toEqual({ code: 0, warnings: [] });
    expect(stdout).toBe(`${'3 answered\n'.repeat(4)}5000 answered\n`);
  });

  it('drops what is for nobody there', async () => {
    const { stdout, answered, warnings } = await beside(
      [3, 9, 254, 255].map((to) => ping(`192.168.28.${to}`, 1, 56, 300)).join('; '),
    );
    expect(stdout).toBe('0 answered\n'.repeat(4));
    expect({ answered, warnings }).toEqual({ answered: 0, warnings: [] });
  });

  it('is joined if an administrator made it, and stays', async () => {
    const make =
      'ip tuntap add dev hermit7 mode tun user root && ip address add 192.168.28.1/24 dev hermit7 && ip link set dev hermit7 mtu 9000 up';
    const { stdout, warnings } = await beside(`ip -o -4 address show; ${ping('192.168.28.2', 1, 56)}`, {
      before: make,
      env: { TUN: 'hermit7' },
    });
    expect(stdout).toContain('hermit7');
    expect(stdout).toContain('1 answered');
    expect(warnings).toEqual([]);
  });

  it('says what is wrong when it is removed meanwhile', async () => {
    const { warnings } = await beside(`${ping('192.168.28.2', 1, 56)}; ip link delete hermit0`, { env: { ENDS: '1' } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^HERMIT_ETUN: TUN device hermit0: .*removed\?$/);
  });

  it('records packets both ways', async () => {
    const file = join(freshFolder(), 'tun.pcap');
    await beside(ping('192.168.28.2', 3, 56), { env: { PCAP: file } });
    const kinds = readPcap(file).map(({ data }) => data[20]);
    expect(kinds.toSorted()).toEqual([0, 0, 0, 8, 8, 8]);
  });

  it('that another process uses, of another kind, or a second one, is refused with words', async () => {
    const script = `ip tuntap add dev hermit8 mode tap && ip tuntap add dev hermit9 mode tun && "$0" -e "
      const { openTun } = require('${root}/dist/loader/network/tun/tun.js');
      const open = (name) => { try { openTun({ ...${JSON.stringify(options).replaceAll('"', '\\"')}, name }); console.log('opened'); } catch (e) { console.log(e.code, e.message); } };
      open('hermit8'); open('hermit9'); open('hermit9'); open('hermit6');"`;
    const { stdout } = await run(...inNamespace('sh', '-c', script, process.execPath));
    const [tap, first, again, second] = stdout.toString().trim().split('\n');
    expect(tap).toMatch(/^HERMIT_ETUN TUN device hermit8: there is a device of another kind/);
    expect(first).toBe('opened');
    expect(again).toMatch(/^HERMIT_ETUN TUN device hermit9: another process uses it/);
    expect(second).toMatch(/^HERMIT_ETUN TUN device hermit6: .*192\.168\.28\.1\/24, by device hermit9/);
  });

  const setpriv = tool('setpriv');
  it.skipIf(setpriv.missing)(`names the commands to run when the user has no rights${setpriv.note}`, async () => {
    // Without the capability a device can be neither made nor changed, even by root.
    const without = 'setpriv --bounding-set -net_admin --inh-caps -net_admin';
    const script = `${without} "$0" -e "$1"; ip tuntap add dev hermit5 mode tun user root; ${without} "$0" -e "$2"`;
    const args = ['sh', '-c', script, process.execPath, opening('hermit0'), opening('hermit5')];
    const { stdout } = await run(...inNamespace(...args));
    const text = stdout.toString();
    expect(text.match(/HERMIT_ETUN/g)).toHaveLength(2);
    expect(text).toContain('ip tuntap add dev hermit0 mode tun user root');
    expect(text).toContain('ip address add 192.168.28.1/24 dev hermit0');
    expect(text).toContain('ip link set dev hermit0 mtu 9000 up');
    expect(text).toContain('it has another address than is needed');
  });
});

describe('a name for a TUN device', () => {
  it('that Linux cannot have is refused', () => {
    for (const name of ['', 'sixteen-letters-', 'a b', 'a/b', '..', 'x%d']) {
      expect(() => openTun({ ...options, name }), name).toThrow(/expected the name of a network device/);
    }
  });
});
