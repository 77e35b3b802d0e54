// What the options of the network mean, and what is said about wrong ones.
import { describe, expect, it } from 'vitest';
import { bootNet, contradiction, ISLES_ONLY, needsLinux } from '../../loader/network/options.js';
import { destination, netChoice, publication, tunName } from '../../loader/network/values.js';
import { NET_CAPTURE, NET_CHECKSUM, NET_ISLES, NET_LINUX, NET_OUT } from '../../runtime/generated/layout.js';
import { environment, hermit } from '../support/hermit.js';
import { mainImage } from '../support/small.js';

describe('values', () => {
  it.each([
    ['8080:80', { host: '127.0.0.1', port: 8080, isle: 0, islePort: 80, protocol: 'tcp', proxy: null }],
    ['8080:80/proxy', { host: '127.0.0.1', port: 8080, isle: 0, islePort: 80, protocol: 'tcp', proxy: 1 }],
    ['8080:80/proxy2', { host: '127.0.0.1', port: 8080, isle: 0, islePort: 80, protocol: 'tcp', proxy: 2 }],
    ['0:80', { host: '127.0.0.1', port: 0, isle: 0, islePort: 80, protocol: 'tcp', proxy: null }],
    ['localhost:8080:80/tcp', { host: '127.0.0.1', port: 8080, isle: 0, islePort: 80, protocol: 'tcp', proxy: null }],
    ['0.0.0.0:5353:isle3:53/udp', { host: '0.0.0.0', port: 5353, isle: 3, islePort: 53, protocol: 'udp', proxy: null }],
    ['[::1]:8080:isle1:80', { host: '::1', port: 8080, isle: 1, islePort: 80, protocol: 'tcp', proxy: null }],
  ])('publications: %s', (text, meant) => {
    expect(publication(text)).toEqual(meant);
  });

  it.each([
    '',
    '80',
    ':80',
    '80:',
    '8080:0',
    '65536:80',
    '80:65536',
    'host:80:80',
    '1.2.3:80:80',
    '::1:80:80',
    '80:80/sctp',
    '80:isle:80',
    '80:isle253:80',
    '80:isle-1:80',
    '80:80:80:80',
  ])('no publication: "%s"', (text) => {
    expect(() => publication(text)).toThrow(/expected/);
  });

  it('destinations', () => {
    expect(destination('10.1.2.3')).toEqual({ address: 0x0a010203, bits: 32, name: null, port: null });
    expect(destination('10.0.0.0/8:443')).toEqual({ address: 0x0a000000, bits: 8, name: null, port: 443 });
    expect(destination('0.0.0.0/0')).toEqual({ address: 0, bits: 0, name: null, port: null });
    expect(destination('API.example.com:443')).toEqual({ address: 0, bits: 0, name: 'api.example.com', port: 443 });
    expect(destination('localhost:5432')).toEqual({ address: 0x7f000001, bits: 32, name: null, port: 5432 });
    for (const text of [
      '',
      ':80',
      '10.0.0.0/33',
      '10.0.0/8',
      '10.0.0.256',
      'a/8',
      'a..b',
      '-a',
      'a:0',
      'a:65536',
      '::1',
      'a b',
    ])
      expect(() => destination(text), text).toThrow(/expected/);
  });

  it('networks', () => {
    expect(netChoice('out')).toEqual({ mode: 'out', allowed: null });
    expect(netChoice('out=a:1,1.2.3.4').allowed).toHaveLength(2);
    for (const text of ['', 'all', 'out=', 'out=a,,b', 'isles=a', 'OUT'])
      expect(() => netChoice(text), text).toThrow(/expected/);
    expect(tunName('hermit0')).toBe('hermit0');
    for (const text of ['', 'a b', 'a/b', '..', 'x'.repeat(16)]) expect(() => tunName(text), text).toThrow(/expected/);
  });

  it('what isles may reach follows from them', () => {
    const net = (more: object): number => bootNet({ ...ISLES_ONLY, ...more });
    const publish = [publication('1:1')];
    expect(net({ mode: 'none' })).toBe(0);
    expect(net({})).toBe(NET_ISLES);
    expect(net({ publish })).toBe(NET_ISLES | NET_LINUX);
    expect(net({ mode: 'out' })).toBe(NET_ISLES | NET_LINUX | NET_OUT);
    expect(net({ mode: 'tun', pcap: 'f' })).toBe(NET_ISLES | NET_LINUX | NET_CHECKSUM | NET_CAPTURE);
    expect(needsLinux(ISLES_ONLY)).toBe(false);
    expect(needsLinux({ ...ISLES_ONLY, publish })).toBe(true);
    expect(contradiction(ISLES_ONLY)).toBeUndefined();
  });
});

describe('mistakes', () => {
  it.each([
    ['a network that is none', ['--net', 'everywhere'], /--net: expected none, isles, out.*everywhere/],
    ['a destination that is none', ['--net', 'out=10.0.0.0/99'], /--net: expected a length.*10\.0\.0\.0\/99/],
    ['a port that is none', ['-p', '80'], /-p: expected \[HOST:\]PORT.*"80"/],
    ['a host by name', ['-p', 'example.com:80:80'], /-p: expected an address of this machine/],
    ['a port of no network', ['--net', 'none', '-p', '8080:80'], /published port needs a network.*--net none/],
    ['a port beside a TUN device', ['--net', 'tun', '-p', '8080:80'], /--net tun.*leave -p out/],
    ['a port of an isle that is not there', ['-i', '1', '-p', '0:isle1:80'], /port 80 of isle 1.*1 isle/],
    ['an MTU that is too short', ['--mtu', '500'], /--mtu: expected a number from 576 to 65535.*500/],
    ['a TUN device without --net tun', ['--tun', 'hermit7'], /--tun hermit7 needs --net tun/],
    ['a record of no network', ['--net', 'none', '--pcap', 'x'], /--pcap has nothing to record/],
  ])('%s: exit code 2, said on standard error', async (_, args, message) => {
    const { code, stdout, stderr } = await hermit(['run', ...args, await mainImage('puts("hello");')]);
    expect(stderr).toMatch(message);
    expect([code, stdout.toString()]).toEqual([2, '']);
  });

  it('variables stand for options', async () => {
    const program = await mainImage('puts("hello");');
    const env = { ...environment, HERMIT_NET: 'none', HERMIT_PUBLISH: '0:80,0:81' };
    expect((await hermit(['run', program], { env })).stderr).toMatch(/published port needs a network/);
    const wrong = await hermit(['run', program], { env: { ...environment, HERMIT_MTU: 'x' } });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/HERMIT_MTU/)]);
  });

  it('a file that cannot be recorded into: exit code 125', async () => {
    const { code, stderr } = await hermit(['run', '--pcap', '/no/such/folder/x', await mainImage('puts("hello");')]);
    expect([code, stderr]).toEqual([125, expect.stringMatching(/--pcap \/no\/such\/folder\/x/)]);
  });
});
