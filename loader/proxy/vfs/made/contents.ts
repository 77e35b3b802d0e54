/** /etc, /dev and /proc as far as C programs read them. */
import fs from 'node:fs';
import os from 'node:os';
import { devices } from './open-files.js';
import type { Description } from '../files/description.js';
import { E, fail } from '../../abi/errno.js';
import { NET_ISLES, NET_PEERS, NET_OUT, NET_PREFIX } from '../../../../runtime/generated/layout.js';
import type { Ids, NetworkNames } from '../../../grants.js';
import { toBytes } from '../../abi/bytes.js';
import { MemoryLink } from '../memory/nodes.js';
import { MemoryDirectory } from '../memory/directory.js';
import type { Stat } from '../files/status.js';
import { DeviceNode, OpenerNode, TextNode } from './nodes.js';

const text = (directory: MemoryDirectory, name: string, make: () => Uint8Array | string, sized: boolean): void =>
  directory.add(name, new TextNode(directory.fs, make, sized));

/** Address of a host of the machine's network: 1 is Linux, isle n is n + 2. */
const address = (host: number): string =>
  [24, 16, 8, 0].map((shift) => ((NET_PREFIX + host) >>> shift) & 255).join('.');

/** Names of the machine's network: the isle itself, the others, Linux. Its own name is an address of its own. */
function hosts(isle: number, { net, isles }: NetworkNames): string {
  const own = os.hostname();
  const lines = ['127.0.0.1 localhost', '::1 localhost'];
  if (!(net & NET_ISLES)) return `${lines.join('\n')}\n127.0.0.1 ${own}\n`;
  lines.push(`${address(1)} linux`);
  for (let i = 0; i < Math.min(Math.max(isles, isle + 1), NET_PEERS - 1); i++)
    lines.push(`${address(i + 2)} isle${i}${i === isle ? ` ${own}` : ''}`);
  return `${lines.join('\n')}\n`;
}

/** Questions of other names go through the gateway. Where nobody would answer, libc is not to wait. */
function resolver(net: number): string {
  return net & NET_OUT ? `nameserver ${address(1)}\n` : 'options timeout:0 attempts:1\n';
}

/** Ports by name, as IANA's registry has them: those that programs ask for. */
const PORTS: [name: string, port: number, protocols: string][] = [
  ['echo', 7, 'tcp udp'],
  ['discard', 9, 'tcp udp'],
  ['daytime', 13, 'tcp udp'],
  ['chargen', 19, 'tcp udp'],
  ['ftp-data', 20, 'tcp'],
  ['ftp', 21, 'tcp'],
  ['ssh', 22, 'tcp'],
  ['telnet', 23, 'tcp'],
  ['smtp', 25, 'tcp'],
  ['time', 37, 'tcp udp'],
  ['domain', 53, 'tcp udp'],
  ['tftp', 69, 'udp'],
  ['http', 80, 'tcp'],
  ['pop3', 110, 'tcp'],
  ['sunrpc', 111, 'tcp udp'],
  ['ntp', 123, 'udp'],
  ['imap', 143, 'tcp'],
  ['snmp', 161, 'udp'],
  ['ldap', 389, 'tcp'],
  ['https', 443, 'tcp'],
  ['syslog', 514, 'udp'],
  ['imaps', 993, 'tcp'],
  ['pop3s', 995, 'tcp'],
  ['mysql', 3306, 'tcp'],
  ['postgresql', 5432, 'tcp'],
];
const services = PORTS.flatMap(([name, port, protocols]) =>
  protocols.split(' ').map((protocol) => `${name} ${port}/${protocol}\n`),
).join('');

/** Only the guest's own user, this machine's name and the isles' are told. */
export function fillEtc(directory: MemoryDirectory, ids: Ids, isle: number, network: NetworkNames): void {
  const static_: Record<string, string> = {
    passwd: `${ids.user}:x:${ids.uid}:${ids.gid}:${ids.user}:${ids.home}:/bin/sh\n`,
    group: `${ids.user}:x:${ids.gid}:${ids.user}\n`,
    hosts: hosts(isle, network),
    'resolv.conf': resolver(network.net),
    services,
    hostname: `${os.hostname()}\n`,
  };
  for (const [name, content] of Object.entries(static_)) text(directory, name, () => content, true);
  if (fs.existsSync('/etc/localtime')) text(directory, 'localtime', () => fs.readFileSync('/etc/localtime'), true);
}

export interface DevParts {
  /** Open files behind handles 0, 1 and 2, with a reference taken for the caller. */
  standard(handle: number): Description | undefined;
  status(handle: number): Stat | undefined;
  terminal(flags: number): Description;
}

export function fillDev(directory: MemoryDirectory, parts: DevParts): void {
  const made = directory.fs;
  for (const [name, kind] of Object.entries(devices)) directory.add(name, new DeviceNode(made, kind));
  directory.add('tty', new OpenerNode(made, parts.terminal));
  const fd = new MemoryDirectory(made, 0o555, directory, 'fd');
  for (const [handle, name] of ['stdin', 'stdout', 'stderr'].entries()) {
    const open = (): Description => parts.standard(handle) ?? fail(E.ENXIO);
    fd.add(String(handle), new OpenerNode(made, open, () => parts.status(handle)));
    directory.add(name, new MemoryLink(made, () => `/dev/fd/${handle}`));
  }
  directory.add('fd', fd);
}

export interface ProcParts {
  pid: number;
  ids: Ids;
  argv(): string[];
  cwd(): string;
  mounts(): string;
  memoryBytes(): number;
  threads(): number;
}

function cpuinfo(): string {
  const one = (c: os.CpuInfo, i: number): string =>
    `processor\t: ${i}\nmodel name\t: ${c.model}\ncpu MHz\t\t: ${c.speed}.000\n\n`;
  return os.cpus().map(one).join('');
}

function meminfo(): string {
  const kb = (n: number): string => `${Math.floor(n / 1024)} kB\n`;
  return `MemTotal:       ${kb(os.totalmem())}MemFree:        ${kb(os.freemem())}MemAvailable:   ${kb(os.freemem())}`;
}

function status(p: ProcParts): string {
  const { uid, euid, gid, egid } = p.ids;
  const kb = Math.floor(p.memoryBytes() / 1024);
  return (
    `Name:\t${(p.argv()[0] ?? '').split('/').pop()}\nState:\tR (running)\nTgid:\t${p.pid}\nPid:\t${p.pid}\nPPid:\t1\n` +
    `Uid:\t${uid}\t${euid}\t${euid}\t${euid}\nGid:\t${gid}\t${egid}\t${egid}\t${egid}\n` +
    `VmSize:\t${kb} kB\nVmRSS:\t${kb} kB\nThreads:\t${p.threads()}\n`
  );
}

export function fillProc(directory: MemoryDirectory, parts: ProcParts): void {
  const made = directory.fs;
  const self = new MemoryDirectory(made, 0o555, directory, 'self');
  const exe = (): string => {
    const name = parts.argv()[0] ?? '';
    return name.startsWith('/') ? name : `${parts.cwd() === '/' ? '' : parts.cwd()}/${name}`;
  };
  const pages = (): number => Math.ceil(parts.memoryBytes() / 4096);
  const files: Record<string, () => string> = {
    cmdline: () =>
      parts
        .argv()
        .map((a) => `${a}\0`)
        .join(''),
    comm: () => `${(parts.argv()[0] ?? '').split('/').pop()?.slice(0, 15)}\n`,
    status: () => status(parts),
    statm: () => `${pages()} ${pages()} 0 0 0 ${pages()} 0\n`,
    mounts: () => parts.mounts(),
  };
  for (const [name, make] of Object.entries(files)) text(self, name, () => Buffer.from(make(), 'latin1'), false);
  self.add('exe', new MemoryLink(made, exe));
  self.add('cwd', new MemoryLink(made, () => parts.cwd()));
  self.add('fd', new MemoryLink(made, () => '/dev/fd'));
  directory.add('self', self);
  directory.add('mounts', new MemoryLink(made, () => 'self/mounts'));
  const machine: Record<string, () => string> = {
    cpuinfo,
    meminfo,
    uptime: () => `${os.uptime().toFixed(2)} ${os.uptime().toFixed(2)}\n`,
    loadavg: () =>
      `${os
        .loadavg()
        .map((n) => n.toFixed(2))
        .join(' ')} 1/1 ${parts.pid}\n`,
    version: () => `Linux version ${os.release()} (hermit-wasm)\n`,
  };
  for (const [name, make] of Object.entries(machine)) text(directory, name, () => toBytes(make()), false);
}
