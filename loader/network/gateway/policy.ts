/**
 * Where isles may connect to. What decides is the address at the moment of connecting, never a name: names only say which addresses
 * are meant, and can mean none of this machine's.
 */
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Destination } from '../options.js';
import { GATEWAY_ADDRESS } from './ip-stack.js';

const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
export const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

/** 127.0.0.1, which isles know as the gateway's address. */
const LOOPBACK = number('127.0.0.1');

/** Networks that a rule opens address by address only: this host, link-local ones (clouds have their keys there), several hosts at once. */
const SPECIAL: readonly [address: number, bits: number][] = [
  [number('0.0.0.0'), 8],
  [number('127.0.0.0'), 8],
  [number('169.254.0.0'), 16],
  [number('224.0.0.0'), 3],
];

const within = (address: number, network: number, bits: number): boolean =>
  bits === 0 || address >>> (32 - bits) === network >>> (32 - bits);

/** How long (ms) the addresses of a name count, and how long it is not asked for again. */
const NAME_MS = 300_000;
const ASK_MS = 1000;

/** What a name stood for lately. */
class Name {
  private readonly seen = new Map<number, number>();
  private asked = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(private readonly name: string) {}

  async includes(address: number): Promise<boolean> {
    if (!this.knows(address) && performance.now() - this.asked > ASK_MS) await (this.asking ??= this.ask());
    return this.knows(address);
  }

  private knows(address: number): boolean {
    return performance.now() - (this.seen.get(address) ?? -Infinity) < NAME_MS;
  }

  private async ask(): Promise<void> {
    const found = await lookup(this.name, { all: true, family: 4 }).catch(() => []);
    this.asked = performance.now();
    this.asking = undefined;
    for (const { address } of found) this.seen.set(number(address), this.asked);
  }
}

export class Policy {
  private readonly names = new Map<Destination, Name>();

  constructor(private readonly allowed: readonly Destination[] | null) {
    for (const rule of allowed ?? []) if (rule.name !== null) this.names.set(rule, new Name(rule.name));
  }

  /** Whether a rule has just this address: it may be any then, also one of this machine's. */
  lists(address: number, port: number): boolean {
    return (this.allowed ?? []).some((rule) => rule.bits === 32 && rule.address === address && fits(rule, port));
  }

  /** The address to connect to for one that an isle wants: null if it may not. */
  async target(wanted: number, port: number): Promise<number | null> {
    const address = wanted === GATEWAY_ADDRESS ? LOOPBACK : wanted;
    if (this.lists(address, port)) return address;
    if (SPECIAL.some(([network, bits]) => within(address, network, bits)) || isOwn(address)) return null;
    if (this.allowed === null) return address;
    for (const rule of this.allowed) {
      if (!fits(rule, port)) continue;
      const name = this.names.get(rule);
      if (name ? await name.includes(address) : within(address, rule.address, rule.bits)) return address;
    }
    return null;
  }
}

function fits(rule: Destination, port: number): boolean {
  return rule.port === null || rule.port === port;
}

function isOwn(address: number): boolean {
  const text = addressText(address);
  try {
    return Object.values(networkInterfaces()).some((all) => all?.some((own) => own.address === text));
  } catch {
    // Not known: then it may be.
    return true;
  }
}
