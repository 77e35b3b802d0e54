// How the values of the network's options are read.
import type * as Net from 'node:net';
import { MTU_DEFAULT, MTU_MAX, MTU_MIN, NET_PEERS } from '../../runtime/generated/layout.js';
import { HermitError } from '../../runtime/errors.js';
import { contradiction, type Destination, type NetMode, type NetworkOptions, type Publication } from './options.js';

// Most runs give no address, and loading it would cost each of them milliseconds.
const net = (): typeof Net => require('node:net') as typeof Net;

const expected = (what: string, text: string): never => {
  throw new Error(`expected ${what}, got "${text}"`);
};

export interface NetChoice {
  mode: NetMode;
  /** With 'out': only these; null: all. */
  allowed: Destination[] | null;
}

const MODES: readonly NetMode[] = ['none', 'isles', 'out', 'tun'];

const port = (text: string): number => (/^\d{1,5}$/.test(text) ? Number(text) : -1);

/** `none`, `isles`, `out`, `tun`, or `out=DESTINATION,…`. */
export function netChoice(text: string): NetChoice {
  if (text.startsWith('out=')) return { mode: 'out', allowed: text.slice(4).split(',').map(destination) };
  const mode = MODES.find((m) => m === text) ?? expected('none, isles, out, out=LIST or tun', text);
  return { mode, allowed: null };
}

/** A label of a host's name (RFC 1123), as many use it. */
const NAME = /^(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?$/i;

const LOOPBACK = 0x7f000001;

/** `HOST[:PORT]` or `NET/LEN[:PORT]`. */
export function destination(text: string): Destination {
  const wanted = 'HOST[:PORT] or NET/LEN[:PORT] with an IPv4 address or a name';
  const [, host, length, ending] = /^([^/:]+)(?:\/(\d{1,2}))?(?::(\d+))?$/.exec(text) ?? expected(wanted, text);
  const to = ending === undefined ? null : port(ending);
  if (to !== null && (to < 1 || to > 65535)) return expected('a port from 1 to 65535', text);
  if (host === 'localhost' && length === undefined) return { address: LOOPBACK, bits: 32, name: null, port: to };
  if (net().isIPv4(host!)) {
    const bits = length === undefined ? 32 : Number(length);
    if (bits > 32) return expected('a length of a network from 0 to 32', text);
    return { address: addressNumber(host!), bits, name: null, port: to };
  }
  // Digits and dots alone are an address that went wrong.
  if (length !== undefined || !NAME.test(host!) || /^[\d.]+$/.test(host!)) return expected(wanted, text);
  return { address: 0, bits: 0, name: host!.toLowerCase(), port: to };
}

/** An IPv4 address as a number. */
function addressNumber(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const addressOf = (host: string | undefined): string =>
  host === undefined || host === 'localhost' ? '127.0.0.1' : host.replace(/^\[(.*)\]$/, '$1');

const PUBLICATION = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(\d{1,5}):(?:isle(\d{1,3}):)?(\d{1,5})(?:\/(tcp|udp|proxy|proxy2))?$/;
/** Versions of the PROXY protocol by what stands behind a port. */
const PROXIES: Readonly<Record<string, Publication['proxy']>> = { proxy: 1, proxy2: 2 };

/** `[HOST:]PORT:[isleN:]PORT[/udp|/proxy|/proxy2]`. */
export function publication(text: string): Publication {
  const wanted = '[HOST:]PORT:[isleN:]PORT[/udp|/proxy|/proxy2], such as 8080:80 or 0.0.0.0:5353:isle1:53/udp';
  const [, host, outer, isle = '0', inner, protocol = 'tcp'] = PUBLICATION.exec(text) ?? expected(wanted, text);
  const address = addressOf(host);
  if (!net().isIP(address)) return expected('an address of this machine before the ports', text);
  const ports = { port: port(outer!), islePort: port(inner!) };
  // Port 0 outside is a free one of Linux's choice.
  if (ports.port > 65535 || ports.islePort > 65535 || ports.islePort < 1) return expected('ports up to 65535', text);
  if (Number(isle) >= NET_PEERS - 1) return expected(`an isle up to ${NET_PEERS - 2}`, text);
  const proxy = PROXIES[protocol] ?? null;
  return { host: address, ...ports, isle: Number(isle), protocol: protocol === 'udp' ? 'udp' : 'tcp', proxy };
}

/** Where somebody listens. */
export interface ListenAddress {
  host: string;
  /** 0: one that is free. */
  port: number;
}

const LISTEN = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(\d{1,5})$/;

/** `[HOST:]PORT`; without a host, for this machine only. */
export function listenAddress(text: string): ListenAddress {
  const wanted = '[HOST:]PORT with an address of this machine, such as 8080 or 0.0.0.0:80';
  const [, host, number] = LISTEN.exec(text) ?? expected(wanted, text);
  const address = addressOf(host);
  if (!net().isIP(address) || port(number!) > 65535) return expected(wanted, text);
  return { host: address, port: port(number!) };
}

/** IFNAMSIZ of Linux, less the end of the string. */
const TUN_NAME_MAX = 15;

export function tunName(text: string): string {
  const usable = /^[^\s/:%]+$/.test(text) && Buffer.byteLength(text) <= TUN_NAME_MAX && text !== '.' && text !== '..';
  return usable ? text : expected(`a name of at most ${TUN_NAME_MAX} bytes without blanks, / and :`, text);
}

/** The network of a library's machine, with the values of the command line. */
export interface NetworkChoice {
  /** 'none', 'isles', 'out' or 'out=LIST'; 'isles' by default. */
  net?: string;
  /** Ports of this machine: '[HOST:]PORT:[isleN:]PORT[/udp|/proxy|/proxy2]'. */
  publish?: string[];
  /** Maximum packet size in bytes; 9000 by default. */
  mtu?: number;
}

/** @throws HermitError HERMIT_EINVAL. */
export function machineNetwork({ net = 'isles', publish = [], mtu = MTU_DEFAULT }: NetworkChoice = {}): NetworkOptions {
  try {
    const { mode, allowed } = netChoice(net);
    if (mode === 'tun') expected('none, isles, out or out=LIST: TUN devices are for the command line', net);
    if (!Number.isInteger(mtu) || mtu < MTU_MIN || mtu > MTU_MAX)
      expected(`an MTU from ${MTU_MIN} to ${MTU_MAX}`, String(mtu));
    const options = { mode, allowed, publish: publish.map(publication), mtu, pcap: null, tun: null };
    const wrong = contradiction(options);
    if (wrong !== undefined) throw new Error(wrong);
    return options;
  } catch (error) {
    throw new HermitError('HERMIT_EINVAL', `network: ${(error as Error).message}`);
  }
}
