import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeDevice,
  PeerAccess,
  openDevice,
  Receiver,
  scratchOf,
  Sender,
  stopDevice,
} from '../../runtime/device/index.js';
import { inRegion } from '../../runtime/device/device.js';
import { plausible, recordSize, skipBefore } from '../../runtime/device/ring.js';
import { copied } from '../../runtime/shared-bytes.js';
import { Fabric, type MemoryOf } from '../../runtime/fabric/table.js';
import { HERMIT_ISLE_ENDED } from '../../runtime/generated/public.js';
import * as L from '../../runtime/generated/layout.js';
import { root } from '../support/folders.js';

const SIZE = L.DEVICE_RING_MIN;
const PACKET = 64;

/** Linux's device and that of isle 0, whose memory is laid out in the same way. */
function machine({ capture = false } = {}) {
  const fabric = new Fabric();
  const open = (endpoint: number) => openDevice(fabric, { endpoint, isles: 2, ringSize: SIZE, scratch: 1 << 17 });
  const endpoints = new Map([L.LINUX_DEVICE, 0, L.RECORDER].map((endpoint) => [endpoint, open(endpoint)]));
  const memoryOf: MemoryOf = (endpoint, life) => {
    const known = endpoints.get(endpoint)?.peer;
    return known?.life === life ? known.memory : undefined;
  };
  const end = (endpoint: number, me: number) => {
    const { device } = endpoints.get(endpoint)!;
    const peerAccess = new PeerAccess(fabric, endpoint, device.memory.buffer, scratchOf(device), memoryOf);
    const warnings: string[] = [];
    const at = scratchOf(device) + PACKET;
    const bytes = new Uint8Array(device.memory.buffer);
    const words = new Int32Array(device.memory.buffer);
    const sender = new Sender({ peerAccess, me, clock: capture ? () => 1234.5 : undefined });
    return {
      device,
      at,
      words,
      word: (offset: number) => inRegion(offset) >> 2,
      warnings,
      sender,
      receiver: new Receiver({ device, peerAccess, onWarning: (text) => warnings.push(text) }),
      /** Sends a packet of bytes `value`. */
      send: (to: number, length: number, value = length) => {
        bytes.fill(value, at, at + length);
        return sender.send(to, at, length);
      },
    };
  };
  const again = (endpoint: number) => {
    fabric.setState(endpoint, HERMIT_ISLE_ENDED);
    endpoints.set(endpoint, open(endpoint));
  };
  return { fabric, memoryOf, endpoints, linux: end(L.LINUX_DEVICE, 0), isle: end(0, 1), end, again };
}

const taken = ({ receiver }: { receiver: Receiver }): [number, number, number][] => {
  const all: [number, number, number][] = [];
  while (receiver.next()) {
    const packet = copied(receiver.packet);
    const same = packet.every((byte) => byte === packet[0]);
    all.push([receiver.from, receiver.length, same ? packet[0]! : -1]);
  }
  return all;
};

describe('records in a ring', () => {
  it('take multiples of 8 and do not wrap around', () => {
    expect([1, 8, 9, 9000].map(recordSize)).toEqual([16, 16, 24, 9008]);
    expect(skipBefore(SIZE - 16, 16, SIZE)).toBe(0);
    expect(skipBefore(SIZE - 16, 24, SIZE)).toBe(16);
    expect(skipBefore(-8, 16, SIZE)).toBe(8);
  });

  it('have plausible counts', () => {
    expect(plausible(-8 | 0, -16 | 0, SIZE)).toBe(true);
    expect(plausible(8, -8 | 0, SIZE)).toBe(true);
    expect([plausible(4, 0, SIZE), plausible(0, 8, SIZE), plausible(SIZE + 8, 0, SIZE)]).toEqual([false, false, false]);
  });
});

describe('a device', () => {
  it('carries packets both ways, with their sender', () => {
    const { linux, isle } = machine();
    expect([linux.send(1, 20), linux.send(1, 65535, 7), isle.send(0, 1)]).toEqual(['sent', 'sent', 'sent']);
    expect(taken(isle)).toEqual([
      [0, 20, 20],
      [0, 65535, 7],
    ]);
    expect(taken(linux)).toEqual([[1, 1, 1]]);
  });

  it('goes around its ring, and around 2^32, with every length', () => {
    const { linux, isle } = machine();
    // Both sides count from nearly 2^32 on.
    for (const offset of [L.DEVICE_PUT, L.DEVICE_TOOK]) isle.words[isle.word(offset)] = -SIZE - 8;
    const receiver = new Receiver({
      device: isle.device,
      peerAccess: isle.sender['peerAccess'],
      onWarning: expect.unreachable,
    });
    let bytes = 0;
    for (let i = 0; bytes < 6 * SIZE; i++) {
      const length = 1 + ((i * 7919) % 40_000);
      expect(linux.send(1, length, i & 255)).toBe('sent');
      expect(taken({ receiver })).toEqual([[0, length, i & 255]]);
      bytes += length;
    }
  });

  it('says when it is full, and rings when there is room again', () => {
    const { linux, isle } = machine();
    let sent = 0;
    while (linux.send(1, 9000) === 'sent') sent++;
    expect(sent).toBe(Math.floor(SIZE / recordSize(9000)));
    const waits = isle.word(L.DEVICE_WAITS);
    expect(isle.words[waits]).toBe(1);
    const bell = linux.word(L.DEVICE_BELL);
    linux.words[bell + 1] = 1;
    expect(taken(isle)).toHaveLength(sent);
    expect([isle.words[waits], linux.words[bell]]).toEqual([0, 1]);
    expect(linux.send(1, 9000)).toBe('sent');
  });

  it('tells a sender of room before all is taken', () => {
    const { linux, isle } = machine();
    while (linux.send(1, 9000) === 'sent');
    for (let i = 0; i <= SIZE / 4 / 9000 + 1; i++) isle.receiver.next();
    expect(linux.send(1, 9000)).toBe('sent');
  });

  it('is absent until it is there, and after it ended', () => {
    const { fabric, linux, isle, endpoints } = machine();
    expect([linux.send(2, 20), linux.send(253, 20), linux.send(-1, 20), linux.send(300, 20)]).toEqual(
      Array(4).fill('absent'),
    );
    expect(linux.send(1, 20)).toBe('sent');
    closeDevice(fabric, endpoints.get(0)!.device);
    expect(linux.send(1, 20)).toBe('absent');
    // What came before is still there.
    expect(taken(isle)).toEqual([[0, 20, 20]]);
  });

  it('is bound anew in its next life, and what was put before is not sent again', () => {
    const { linux, end, again } = machine();
    linux.send(1, 20);
    again(0);
    expect(linux.send(1, 30)).toBe('sent');
    expect(taken(end(0, 1))).toEqual([[0, 30, 30]]);
  });

  it('lets a sender in its next life go on where its number stood', () => {
    const { linux, isle, end, again } = machine();
    isle.send(0, 20);
    again(0);
    const next = end(0, 1);
    next.send(0, 30);
    expect(taken(linux)).toEqual([
      [1, 20, 20],
      [1, 30, 30],
    ]);
    next.send(0, 40);
    expect(taken(linux)).toEqual([[1, 40, 40]]);
  });

  it('takes what is there of each ring by turns', () => {
    const { linux, isle, end, fabric, endpoints } = machine();
    endpoints.set(1, openDevice(fabric, { endpoint: 1, isles: 2, ringSize: SIZE, scratch: 1 << 17 }));
    const other = end(1, 2);
    for (let i = 0; i < 3; i++) isle.send(0, 10 + i);
    other.send(0, 50);
    expect(linux.receiver.next()).toBe(true);
    // Comes after the first look: the other one's turn is before it.
    isle.send(0, 13);
    expect(taken(linux).map(([from, length]) => [from, length])).toEqual([
      [1, 11],
      [1, 12],
      [2, 50],
      [1, 13],
    ]);
  });

  it('records what is sent, with its time, and waits for the recorder', () => {
    const { linux, isle, end, fabric, endpoints } = machine({ capture: true });
    const { receiver } = end(L.RECORDER, 0);
    linux.send(1, 20);
    expect(receiver.next()).toBe(true);
    expect([receiver.from, receiver.length]).toEqual([0, 28]);
    expect(new Float64Array(receiver.packet.slice(0, 8).buffer)[0]).toBe(1234.5);
    expect([...receiver.packet.subarray(8)]).toEqual(Array(20).fill(20));
    expect(receiver.next()).toBe(false);
    expect(taken(isle)).toEqual([[0, 20, 20]]);
    let sent = 0;
    for (; linux.send(1, 1000) === 'sent'; sent++) taken(isle);
    expect(sent).toBe(Math.floor((SIZE - recordSize(28)) / recordSize(1008)));
    while (receiver.next());
    expect(linux.send(1, 1000)).toBe('sent');
    closeDevice(fabric, endpoints.get(L.RECORDER)!.device);
    expect([linux.send(1, 20), taken(isle).length]).toEqual(['sent', 2]);
  });
});

describe('hostile rings', () => {
  const wreck: [string, (words: Int32Array, ring: number, put: number) => void][] = [
    ['a length beyond the packets put', (words, ring) => (words[ring] = 1000)],
    ['a negative length', (words, ring) => (words[ring] = -1)],
    ['a length that no packet has', (words, ring, put) => ((words[ring] = 70_000), (words[put] = SIZE))],
    ['a skip at the start', (words, ring) => (words[ring] = 0)],
    ['more put than fits', (words, _, put) => (words[put] = SIZE + 8)],
    ['a count that is no multiple of 8', (words, _, put) => (words[put] = 20)],
    ['fewer put than taken', (words, _, put) => (words[put] = -8)],
  ];
  for (const [what, spoil] of wreck) {
    it(`${what}: one warning, and no more from that peer in this life`, () => {
      const { linux, isle, end, again } = machine();
      isle.send(0, 20);
      spoil(linux.words, linux.word(L.DEVICE_RINGS + SIZE), linux.word(L.DEVICE_PUT + 4));
      expect(taken(linux)).toEqual([]);
      isle.send(0, 20);
      expect(taken(linux)).toEqual([]);
      expect(linux.warnings).toHaveLength(1);
      expect(linux.warnings[0]).toContain('isle 0');
      again(0);
      const next = end(0, 1);
      expect(next.send(0, 30)).toBe('sent');
      expect(taken(linux)).toEqual([[1, 30, 30]]);
    });
  }

  it('random words in the region neither fault nor loop', () => {
    const { linux } = machine();
    let x = 7;
    const random = () => (x = (Math.imul(x, 1103515245) + 12345) | 0) >>> 8;
    for (let i = 0; i < 20_000; i++) {
      const offset = i % 3 ? L.DEVICE_PUT + (random() % 12) : (random() % (L.DEVICE_RINGS + SIZE + 4096)) & ~3;
      linux.words[linux.word(offset)] = i % 2 ? random() << (i % 9) : (random() % SIZE) & ~7;
      taken(linux);
      // Each in a life of its own.
      linux.sender['peerAccess'].fabric.begin(0);
    }
    expect(linux.warnings.length).toBeGreaterThan(1000);
  });

  it('a device that is none is absent, and one that lies about what it took is full', () => {
    const { linux, isle } = machine();
    const { words } = isle;
    for (const [offset, value, good] of [
      [L.DEVICE_RING_SIZE, 12345, SIZE],
      [L.DEVICE_RING_SIZE, -1 << 31, SIZE],
      [L.DEVICE_PEERS, 0, 3],
      [L.DEVICE_TOOK, 3, 0],
    ] as const) {
      words[isle.word(offset)] = value;
      expect(linux.send(1, 20)).toBe('absent');
      words[isle.word(offset)] = good;
    }
    while (linux.send(1, 9000) === 'sent');
    words[isle.word(L.DEVICE_TOOK)] = 1 << 30;
    expect(linux.send(1, 9000)).toBe('full');
  });
});

describe('a device that claims rings beyond its region', () => {
  it('gets what fits, and nothing behind it is touched', () => {
    const { linux, isle } = machine();
    isle.words[isle.word(L.DEVICE_RING_SIZE)] = 1 << 30;
    const behind = scratchOf(isle.device);
    const before = new Uint8Array(isle.device.memory.buffer).slice(behind);
    const results = Array.from({ length: 200 }, () => linux.send(1, 9000));
    expect(results).toContain('absent');
    expect(Buffer.compare(new Uint8Array(isle.device.memory.buffer).subarray(behind), before)).toBe(0);
  });
});

describe('waiting', () => {
  it('ends when a packet comes, when the time is over and when the device is stopped', async () => {
    const { linux, isle } = machine();
    expect(linux.receiver.wait(5)).toBe(false);
    expect(await linux.receiver.waitAsync(5)).toBe(false);
    const soon = linux.receiver.waitAsync(60_000);
    isle.send(0, 20);
    expect(await soon).toBe(true);
    expect(linux.receiver.wait(60_000)).toBe(true);
    expect(taken(linux)).toHaveLength(1);
    expect(linux.words[linux.word(L.DEVICE_BELL) + 1]).toBe(0);
    const later = linux.receiver.waitAsync(60_000);
    stopDevice(linux.device);
    expect(await later).toBe(false);
    expect(linux.receiver.wait(60_000)).toBe(false);
  });

  it('for room ends when the time is over, or the caller gives up', () => {
    const { linux } = machine();
    while (linux.send(1, 9000) === 'sent');
    const { sender, at } = linux;
    expect(sender.sendWaiting(1, at, 9000, 5, () => false)).toBe('full');
    expect(sender.sendWaiting(1, at, 9000, 60_000, () => true)).toBe('full');
  });
});

describe('two threads', () => {
  const workers: Worker[] = [];
  afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.terminate())));

  it('carry packets through small rings without losing or changing one', async () => {
    const { fabric, endpoints } = machine();
    const COUNT = 100_000;
    const known = [...endpoints.values()].map(({ peer }) => peer);
    const start = (endpoint: number, me: number, body: string) => {
      const worker = new Worker(
        `const { parentPort, workerData: { fabric, known, device, endpoint, me, COUNT } } = require('node:worker_threads');
         const D = require('${root}/dist/runtime/device/index.js');
         const { Fabric } = require('${root}/dist/runtime/fabric/table.js');
         const memoryOf = (isle) => known.find((n) => n.isle === isle)?.memory;
         const at = D.scratchOf(device) + 64;
         const peerAccess = new D.PeerAccess(new Fabric(fabric), endpoint, device.memory.buffer, D.scratchOf(device), memoryOf);
         const words = new Int32Array(device.memory.buffer);
         const lengthOf = (i) => 8 + (Math.imul(i, 2654435761) >>> 8) % 9000;
         ${body}`,
        {
          eval: true,
          workerData: { fabric: fabric.shared, known, device: endpoints.get(endpoint)!.device, endpoint, me, COUNT },
        },
      );
      workers.push(worker);
      return new Promise<{ count: number; wrong: number; warnings: string[] }>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    };
    const received = start(
      0,
      1,
      `let count = 0, wrong = 0;
       const warnings = [];
       const receiver = new D.Receiver({ device, peerAccess, onWarning: (text) => warnings.push(text) });
       while (count < COUNT && receiver.wait(20_000, 100))
         while (receiver.next()) {
           const first = words[receiver.at >> 2], last = receiver.bytes[receiver.at + receiver.length - 1];
           if (first !== count || receiver.length !== lengthOf(count) || (receiver.length > 8 && last !== (count & 127))) wrong++;
           count++;
         }
       parentPort.postMessage({ count, wrong, warnings });`,
    );
    const sent = start(
      L.LINUX_DEVICE,
      0,
      `const sender = new D.Sender({ peerAccess });
       const bytes = new Uint8Array(device.memory.buffer);
       let count = 0, wrong = 0;
       for (; count < COUNT; count++) {
         const length = lengthOf(count);
         words[at >> 2] = count;
         bytes[at + length - 1] = length > 8 ? count & 127 : 0;
         if (sender.sendWaiting(1, at, length, 20_000, () => false) !== 'sent') wrong++;
         bytes[at + length - 1] = 0;
       }
       parentPort.postMessage({ count, wrong, warnings: [] });`,
    );
    const good = { count: COUNT, wrong: 0, warnings: [] };
    expect(await Promise.all([received, sent])).toEqual([good, good]);
  });
});
