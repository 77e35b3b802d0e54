/** What a machine's network is made of, as the command line and the library say it. */
import {
  MTU_DEFAULT,
  NET_CAPTURE,
  NET_CHECKSUM,
  NET_ISLES,
  NET_LINUX,
  NET_OUT,
} from '../../runtime/generated/layout.js';

/** Whom isles reach: only themselves, each other, every destination through the gateway, or Linux's own stack by a TUN device. */
export type NetMode = 'none' | 'isles' | 'out' | 'tun';

/** Where --net out may lead: an IPv4 network (of 32 bits: one address), or what a name stands for. */
export interface Destination {
  /** As a number; 0 with a name. */
  address: number;
  bits: number;
  name: string | null;
  /** Null: all ports. */
  port: number | null;
}

/** A port of this machine that is passed on to an isle's. */
export interface Publication {
  protocol: 'tcp' | 'udp';
  /** Address of this machine. */
  host: string;
  /** 0: a free one. */
  port: number;
  isle: number;
  islePort: number;
  /** Version of the PROXY protocol in which the isle is told who has connected; null: it is not told. */
  proxy: 1 | 2 | null;
}

export interface NetworkOptions {
  mode: NetMode;
  /** With 'out': only these; null: all. */
  allowed: Destination[] | null;
  publish: Publication[];
  mtu: number;
  /** File that records packets. */
  pcap: string | null;
  /** Name of the TUN device; null: hermit0. */
  tun: string | null;
}

export const ISLES_ONLY: Readonly<NetworkOptions> = {
  mode: 'isles',
  allowed: null,
  publish: [],
  mtu: MTU_DEFAULT,
  pcap: null,
  tun: null,
};

/** Whether something on Linux's side has to run. */
export function needsLinux({ mode, publish, pcap }: NetworkOptions): boolean {
  return mode === 'out' || mode === 'tun' || publish.length > 0 || pcap !== null;
}

const REACH: Record<NetMode, number> = {
  none: 0,
  isles: NET_ISLES,
  out: NET_ISLES | NET_LINUX | NET_OUT,
  tun: NET_ISLES | NET_LINUX | NET_CHECKSUM,
};

/** BOOT_NET of the isles. */
export function bootNet({ mode, publish, pcap }: NetworkOptions): number {
  return REACH[mode] | (publish.length ? NET_LINUX : 0) | (pcap === null ? 0 : NET_CAPTURE);
}

/** What is wrong with a combination of options; undefined: nothing. */
export function contradiction({ mode, publish, tun, pcap }: NetworkOptions): string | undefined {
  if (publish.length && mode === 'none')
    return 'a published port needs a network: expected --net isles or --net out, got --net none';
  if (publish.length && mode === 'tun')
    return "with --net tun Linux reaches all ports at the isles' own addresses: leave -p out, or take --net isles";
  if (pcap !== null && mode === 'none') return '--pcap has nothing to record with --net none';
  if (tun !== null && mode !== 'tun') return `--tun ${tun} needs --net tun`;
  return undefined;
}
