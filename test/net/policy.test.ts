// Where --net out leads: what decides is the address at the moment of connecting.
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Policy } from '../../loader/network/gateway/policy.js';
import { destination } from '../../loader/network/values.js';

const number = (text: string): number => destination(text).address;
const GATEWAY = number('192.168.28.1');
const policy = (...rules: string[]): Policy => new Policy(rules.length ? rules.map(destination) : null);
const opens = async (p: Policy, address: string, port = 80): Promise<boolean> =>
  (await p.target(number(address), port)) !== null;

/** An address of this machine, other than loopback. */
const own = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/** This machine, in the ways that there are to say it, and places near it. */
const near = ['127.0.0.1', '127.255.1.2', '0.0.0.0', '0.1.2.3', '169.254.169.254', '224.0.0.1', '255.255.255.255'];

describe('--net out', () => {
  it('leads anywhere but to this machine and its neighbourhood', async () => {
    expect(await opens(policy(), '203.0.113.9')).toBe(true);
    for (const address of near) expect(await opens(policy(), address), address).toBe(false);
    if (own) expect(await opens(policy(), own)).toBe(false);
    expect(await policy().target(GATEWAY, 80)).toBeNull();
  });

  it('a list of all addresses leads no further', async () => {
    for (const address of near)
      expect(await opens(policy('0.0.0.0/0', '127.0.0.0/8', '169.254.0.0/16'), address), address).toBe(false);
    if (own) expect(await opens(policy('0.0.0.0/0'), own)).toBe(false);
  });

  it('a list leads to what is in it, by address, network and port', async () => {
    const listed = policy('203.0.113.9:443', '198.51.100.0/24');
    expect(await opens(listed, '203.0.113.9', 443)).toBe(true);
    expect(await opens(listed, '203.0.113.9', 80)).toBe(false);
    expect(await opens(listed, '203.0.113.8', 443)).toBe(false);
    expect(await opens(listed, '198.51.100.255', 1)).toBe(true);
    expect(await opens(listed, '198.51.101.0', 1)).toBe(false);
  });

  it("this machine's addresses are opened one by one, loopback under the name that isles have for it", async () => {
    const listed = policy('127.0.0.1:5432');
    expect(await listed.target(GATEWAY, 5432)).toBe(number('127.0.0.1'));
    expect(await listed.target(GATEWAY, 5433)).toBeNull();
    if (own) expect(await policy(own).target(number(own), 22)).toBe(number(own));
  });

  it('a name means addresses, and none of this machine', async () => {
    // Every resolver knows it, as an address of this machine: what a name says that someone else controls.
    expect(await opens(policy('localhost.localdomain', 'ip6-localhost'), '127.0.0.1')).toBe(false);
    expect(await opens(policy('no-such-host.invalid'), '203.0.113.9')).toBe(false);
  });
});
