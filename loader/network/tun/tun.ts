// TUN devices: Linux's own stack on one side, packets to read and write on the other.
import { E } from '../../../runtime/errno.js';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { HermitError } from '../../../runtime/errors.js';
import { hasIoctl, InterfaceRequest, ioctl, type Request } from './ioctl.js';
import { libc } from '../../native/libc.js';

export interface TunOptions {
  name: string;
  /** Linux's address, as a number, and how many bits of it are the network's. */
  v4: { address: number; prefix: number };
  /** The same of IPv6, as text: left out where Linux has no IPv6. */
  v6: { address: string; prefix: number };
  mtu: number;
}

export interface Tun {
  /** Reading gives a packet, or EAGAIN; so does each write take one. */
  fd: number;
  /** Gives it up: a device that was made here is no more. */
  close(): void;
}

const CLONE = '/dev/net/tun';
const IFF_TUN = 1;
const IFF_NO_PI = 0x1000;
const IFF_UP = 1;
const IFF_RUNNING = 0x40;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
const { EPERM, EBUSY, EINVAL } = E;
const NAME = /^(?!\.{1,2}$)[^\s/:%]{1,15}$/;

const dotted = (address: number): string => [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join('.');
const errorName = (number: number): string => getSystemErrorName(-number);

/** The commands that make a device which this user may join. */
function commands({ name, v4, v6, mtu }: TunOptions): string {
  return [
    `ip tuntap add dev ${name} mode tun user ${userInfo().username}`,
    `ip address add ${dotted(v4.address)}/${v4.prefix} dev ${name}`,
    `ip address add ${v6.address}/${v6.prefix} dev ${name}`,
    `ip link set dev ${name} mtu ${mtu} up`,
  ]
    .map((line) => `\n    ${line}`)
    .join('');
}

function failure(options: TunOptions, problem: string, advice: string): HermitError {
  return new HermitError('HERMIT_ETUN', `TUN device ${options.name}: ${problem}; ${advice}`);
}

function withoutRights(options: TunOptions, problem: string): HermitError {
  return failure(options, problem, `an administrator has to run once:${commands(options)}`);
}

function openClone(options: TunOptions): number {
  try {
    return openSync(CLONE, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') {
      throw failure(options, `Linux has no ${CLONE}`, 'an administrator has to load its module: modprobe tun');
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw failure(
        options,
        `this user may not open ${CLONE}`,
        `an administrator has to allow it (chmod a+rw ${CLONE}) and to run once:${commands(options)}`,
      );
    }
    throw failure(options, message, `expected that ${CLONE} can be opened`);
  }
}

function attach(fd: number, options: TunOptions): void {
  const request = new InterfaceRequest(options.name);
  request.short = IFF_TUN | IFF_NO_PI;
  const failed = ioctl(fd, 'TUNSETIFF', request);
  if (failed === 0) return;
  if (failed === EPERM) throw withoutRights(options, 'this user may not make it, nor join it if it is there');
  if (failed === EBUSY) throw failure(options, 'another process uses it', 'end that one first');
  if (failed === EINVAL)
    throw failure(options, 'there is a device of another kind with that name', 'choose another one with --tun NAME');
  throw failure(options, `could not be made (${errorName(failed)})`, `${CLONE} refused it`);
}

/** Gives the device its address and MTU and puts it up, as far as it does not have them. */
function configure(socket: number, options: TunOptions): void {
  const mask = (0xffffffff << (32 - options.v4.prefix)) >>> 0;
  const steps: [
    what: string,
    get: Request,
    set: Request,
    right: (r: InterfaceRequest) => boolean,
    change: (r: InterfaceRequest) => void,
  ][] = [
    [
      'address',
      'SIOCGIFADDR',
      'SIOCSIFADDR',
      (r) => r.address === options.v4.address,
      (r) => (r.address = options.v4.address),
    ],
    ['netmask', 'SIOCGIFNETMASK', 'SIOCSIFNETMASK', (r) => r.address === mask, (r) => (r.address = mask)],
    ['MTU', 'SIOCGIFMTU', 'SIOCSIFMTU', (r) => r.int === options.mtu, (r) => (r.int = options.mtu)],
    [
      'state',
      'SIOCGIFFLAGS',
      'SIOCSIFFLAGS',
      (r) => (r.short & IFF_UP) !== 0,
      (r) => (r.short |= IFF_UP | IFF_RUNNING),
    ],
  ];
  for (const [what, get, set, right, change] of steps) {
    const request = new InterfaceRequest(options.name);
    if (ioctl(socket, get, request) === 0 && right(request)) continue;
    change(request);
    const failed = ioctl(socket, set, request);
    if (failed === EPERM)
      throw withoutRights(options, `it has another ${what} than is needed, and this user may not set it`);
    if (failed) throw failure(options, `its ${what} could not be set (${errorName(failed)})`, 'is it still there?');
  }
}

/** Gives it the IPv6 address, if it can: everything but IPv6 works without. */
function configureV6(socket: number, { name, v6 }: TunOptions): void {
  const request = new InterfaceRequest(name);
  if (ioctl(socket, 'SIOCGIFINDEX', request)) return;
  // struct in6_ifreq: address, bits, index of the device.
  const argument = Buffer.alloc(24);
  argument.set(ipv6Bytes(v6.address));
  argument.writeUInt32LE(v6.prefix, 16);
  argument.writeInt32LE(request.int, 20);
  ioctl(socket, 'SIOCSIFADDR', { bytes: argument });
}

/** The bytes of an IPv6 address, which has a '::'. */
function ipv6Bytes(text: string): Buffer {
  const [first, last] = text.split('::').map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Another device of Linux that leads to the network: two would take each other's packets. */
function otherWay({ name, v4 }: TunOptions): string | undefined {
  let routes: string;
  try {
    routes = readFileSync('/proc/net/route', 'latin1');
  } catch {
    return undefined;
  }
  // Lines of device, destination, …: the bytes of the address stand in the machine's order.
  const network = Buffer.alloc(4);
  network.writeUInt32LE((v4.address & (0xffffffff << (32 - v4.prefix))) >>> 0);
  const number = network.toString('hex').toUpperCase();
  const [other] =
    routes
      .split('\n')
      .map((line) => line.split('\t'))
      .find(([device, to]) => device !== name && to === number) ?? [];
  return other;
}

function refuseSecond(options: TunOptions): void {
  const other = otherWay(options);
  if (other === undefined) return;
  const { address, prefix } = options.v4;
  const advice = `end the machine that uses that device, or remove it (ip link delete ${other})`;
  throw failure(
    options,
    `Linux reaches the isles' network, that of ${dotted(address)}/${prefix}, by device ${other}`,
    advice,
  );
}

/** Makes the device, or joins it if it is there. @throws HermitError HERMIT_ETUN, with what to do. */
export function openTun(options: TunOptions): Tun {
  const { name } = options;
  if (!NAME.test(name)) {
    throw new HermitError('HERMIT_ETUN', `expected the name of a network device (1 to 15 letters), got '${name}'`);
  }
  if (process.platform !== 'linux') {
    throw failure(
      options,
      `this system (${process.platform}) has none`,
      'publish ports instead (-p), or use --net out',
    );
  }
  const socket = libc<(domain: number, type: number, protocol: number) => number>(
    'int socket(int domain, int type, int protocol)',
  );
  if (!socket || !hasIoctl()) {
    throw failure(
      options,
      'the package koffi is needed and not installed',
      'npm install koffi, or publish ports instead (-p)',
    );
  }
  refuseSecond(options);
  const fd = openClone(options);
  let control = -1;
  let control6 = -1;
  try {
    attach(fd, options);
    control = socket(AF_INET, SOCK_DGRAM, 0);
    configure(control, options);
    control6 = socket(AF_INET6, SOCK_DGRAM, 0);
    if (control6 >= 0) configureV6(control6, options);
  } catch (error) {
    closeSync(fd);
    throw error;
  } finally {
    for (const opened of [control, control6]) if (opened >= 0) closeSync(opened);
  }
  return { fd, close: () => closeSync(fd) };
}
