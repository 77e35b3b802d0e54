import { isIPv4 } from 'node:net';
import { expect, it } from 'vitest';
import { destinationOf, NO_ADDRESS, NOBODY, EXTERNAL, sourceOf } from '../../loader/network/backend/addresses.js';

/** A header of IPv4 or IPv6, behind some other bytes. */
function header(source: string, destination: string): Buffer {
  const packet = Buffer.alloc(8 + 40, 0xff);
  const v4 = isIPv4(source);
  packet[8] = v4 ? 0x45 : 0x60;
  for (const [i, text] of [source, destination].entries()) {
    if (v4) packet.set(text.split('.').map(Number), 8 + 12 + 4 * i);
    else packet.set(Buffer.from(text.replaceAll(':', ''), 'hex'), 8 + 8 + 16 * i);
  }
  return packet;
}

const v6 = (last: string): string => `fd28:6865:726d:6974:0000:0000:${last}`;

it('peers are known by their addresses', () => {
  const cases: [string, number][] = [
    ['192.168.28.1', 0],
    ['192.168.28.2', 1],
    ['192.168.28.254', 253],
    ['192.168.28.0', NOBODY],
    ['192.168.28.255', NOBODY],
    ['192.168.29.2', EXTERNAL],
    ['10.0.0.1', EXTERNAL],
    [v6('0000:0001'), 0],
    [v6('0000:0002'), 1],
    [v6('0000:00fe'), 253],
    [v6('0000:0100'), NOBODY],
    [v6('8000:0001'), NOBODY],
    ['fd28:6865:726d:6974:0000:0001:0000:0001', EXTERNAL],
    ['fe80:0000:0000:0000:0000:0000:0000:0001', EXTERNAL],
  ];
  for (const [address, number] of cases) {
    const other = isIPv4(address) ? '10.0.0.9' : 'fe80:0000:0000:0000:0000:0000:0000:0009';
    expect([sourceOf(header(address, other), 8, 40), destinationOf(header(other, address), 8, 40)], address).toEqual([
      number,
      number,
    ]);
  }
});

it('packets that are not IP, or shorter than its header, have no addresses', () => {
  const v4 = header('192.168.28.1', '192.168.28.2');
  expect([sourceOf(v4, 8, 19), destinationOf(v4, 8, 0)]).toEqual([NO_ADDRESS, NO_ADDRESS]);
  expect(sourceOf(header(v6('0000:0001'), v6('0000:0002')), 8, 39)).toBe(NO_ADDRESS);
  v4[8] = 0x55;
  expect(sourceOf(v4, 8, 40)).toBe(NO_ADDRESS);
});
