// Packets of a hostile isle, put before the gateway's IP stack as they are.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConnectionEvents } from '../../loader/network/gateway/ip-stack.js';
import { root } from '../support/folders.js';

// As built: the IP stack's module and these belong together.
const built = createRequire(__filename);
const load = <T>(name: string): T => built(join(root, 'dist', name)) as T;
const { IpStack, GATEWAY_ADDRESS, isleAddress } = load<typeof import('../../loader/network/gateway/ip-stack.js')>(
  'loader/network/gateway/ip-stack.js',
);
const { GATEWAY_DATA } = load<typeof import('../../loader/network/gateway/layout.js')>(
  'loader/network/gateway/layout.js',
);
const { openDevice } = load<typeof import('../../runtime/device/index.js')>('runtime/device/index.js');
const { Fabric } = load<typeof import('../../runtime/fabric/table.js')>('runtime/fabric/table.js');
const { LINUX_DEVICE } = load<typeof import('../../runtime/generated/layout.js')>('runtime/generated/layout.js');

const ISLE = isleAddress(0);
const HEAP = 32 << 20;

interface Bench {
  ipStack: InstanceType<typeof IpStack>;
  /** Datagrams that came through. */
  datagrams: [from: number, to: number, port: number, length: number][];
  /** Connections to elsewhere that were asked for. */
  syns: [pending: number, from: number, to: number, port: number][];
  put(packet: Uint8Array, peer?: number): void;
}

function bench(): Bench {
  const fabric = new Fabric();
  const { device } = openDevice(fabric, { endpoint: LINUX_DEVICE, isles: 1, scratch: GATEWAY_DATA + HEAP });
  const datagrams: Bench['datagrams'] = [];
  const syns: Bench['syns'] = [];
  const ipStack = new IpStack({
    module: new WebAssembly.Module(readFileSync(join(root, 'dist/sysroot/gateway.wasm'))),
    fabric: fabric.shared,
    device,
    mtu: 9000,
    out: true,
    clock: undefined,
    memoryOf: () => undefined,
    datagram(from, _, to, port, __, length) {
      datagrams.push([from, to, port, length]);
      return 0;
    },
    syn: (pending, from, _, to, port) => syns.push([pending, from, to, port]),
    onWarning() {},
  });
  const at = device.memory.buffer.byteLength - 65536;
  return {
    ipStack,
    datagrams,
    syns,
    put(packet, peer = 1) {
      ipStack.bytes.set(packet, at);
      ipStack.calls.input(at, packet.length, peer);
    },
  };
}

/** An IPv4 packet; numbers as they are, right or not. */
function ip({ from = ISLE, to = GATEWAY_ADDRESS, protocol = 17, fragment = 0, id = 1 }, data: Uint8Array): Buffer {
  const header = Buffer.alloc(20);
  header.set([0x45, 0]);
  header.writeUInt16BE(20 + data.length, 2);
  header.writeUInt16BE(id, 4);
  header.writeUInt16BE(fragment, 6);
  header.set([64, protocol], 8);
  header.writeUInt32BE(from, 12);
  header.writeUInt32BE(to, 16);
  return Buffer.concat([header, data]);
}

function udp(port: number, data: Uint8Array, length = 8 + data.length): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(1000, 0);
  header.writeUInt16BE(port, 2);
  header.writeUInt16BE(length, 4);
  return Buffer.concat([header, data]);
}

function tcp(from: number, to: number, flags: number, sequence = 1): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt32BE(sequence, 4);
  header.set([0x50, flags], 12);
  header.writeUInt16BE(65535, 14);
  return header;
}
const SYN = 2;
const ELSEWHERE = 0xcb007101;

describe("the gateway's IP stack", () => {
  it('takes packets from the isle that they say they are from, and no others', () => {
    const { put, datagrams } = bench();
    put(ip({}, udp(53, Buffer.from('x'))));
    put(ip({ from: isleAddress(1) }, udp(53, Buffer.from('x'))));
    put(ip({ from: GATEWAY_ADDRESS }, udp(53, Buffer.from('x'))));
    put(ip({ from: ELSEWHERE }, udp(53, Buffer.from('x'))));
    expect(datagrams).toEqual([[ISLE, GATEWAY_ADDRESS, 53, 1]]);
  });

  it('leaves out datagrams that are shorter than they say, and puts those in parts together', () => {
    const { put, datagrams } = bench();
    put(ip({}, udp(53, Buffer.from('x'), 7)));
    put(ip({}, udp(53, Buffer.from('x'), 10)));
    put(ip({}, Buffer.alloc(7)));
    const whole = udp(53, Buffer.alloc(3000));
    put(ip({ fragment: 0x2000, id: 7 }, whole.subarray(0, 1600)));
    put(ip({ fragment: 200, id: 7 }, whole.subarray(1600)));
    expect(datagrams).toEqual([[ISLE, GATEWAY_ADDRESS, 53, 3000]]);
  });

  it('holds as many connections to elsewhere as it says, each asked about once', () => {
    const { put, syns, ipStack } = bench();
    for (let round = 0; round < 2; round++)
      for (let port = 1; port <= 1000; port++) put(ip({ to: ELSEWHERE, protocol: 6 }, tcp(port, 80, SYN)));
    expect(syns).toHaveLength(256);
    for (const [pending] of syns) ipStack.calls.pending_refuse(pending);
    put(ip({ to: ELSEWHERE, protocol: 6 }, tcp(2000, 80, SYN)));
    expect(syns).toHaveLength(257);
  });

  it('stands a flood of packets that are wrong in every way', () => {
    const { put, ipStack, syns, datagrams } = bench();
    const owner: ConnectionEvents = { connected() {}, received() {}, sent() {}, failed() {} };
    const ids = Array.from({ length: 64 }, () => ipStack.allocate(owner));
    for (const id of ids) ipStack.connect(id, 0, 80);
    let seed = 12345;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % below;
    };
    const kinds = [
      (): Buffer => ip({ protocol: 6 }, tcp(80, 0xc000 + random(80), random(256), random(2) ? 1 : random(2 ** 24))),
      (): Buffer => ip({ protocol: 6, to: ELSEWHERE }, tcp(random(65536), random(4), random(64))),
      (): Buffer => ip({ fragment: random(65536), id: random(8) }, udp(random(65536), Buffer.alloc(random(1500)))),
      (): Buffer =>
        ip({ protocol: random(256), to: random(2) ? ELSEWHERE : GATEWAY_ADDRESS }, Buffer.alloc(random(100))),
      (): Buffer => ip({ protocol: 1 }, Buffer.from([8, 0, 0, 0, ...Buffer.alloc(random(60))])),
      (): Buffer =>
        Buffer.from(Array.from({ length: 1 + random(80) }, (_, i) => (i ? random(256) : 0x60 + random(16)))),
    ];
    for (let i = 0; i < 1_000_000; i++) {
      const packet = kinds[random(kinds.length)]!();
      for (let bits = random(4); bits > 0; bits--) {
        const at = random(packet.length);
        packet[at] = packet[at]! ^ (1 << random(8));
      }
      put(packet.subarray(0, random(8) ? packet.length : 1 + random(packet.length)));
      if (i % 64 === 0) ipStack.turn();
      if (i % 1000 === 0) ipStack.calls.tick(1);
      if (syns.length > 200) for (const [pending] of syns.splice(0)) ipStack.calls.pending_unreachable(pending, 13);
    }
    datagrams.length = 0;
    put(ip({}, udp(53, Buffer.from('still there'))));
    expect(datagrams).toEqual([[ISLE, GATEWAY_ADDRESS, 53, 11]]);
    for (const id of ids) ipStack.release(id);
  });
});
