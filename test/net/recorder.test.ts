import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { file as fileOf, tool } from '../support/needs.js';
import { PATIENCE, until } from '../support/patience.js';
import { readPcap } from '../support/pcap.js';
import { run } from '../support/spawn.js';

// As built, because threads cannot load TypeScript.
const load = createRequire(__filename);
const built = <T>(module: string): T => load(join(root, `dist/${module}.js`)) as T;
type DeviceModule = typeof import('../../runtime/device/index.js');
const { PeerAccess, openDevice, Receiver, scratchOf, Sender } = built<DeviceModule>('runtime/device/index');
const { Fabric } = built<typeof import('../../runtime/fabric/table.js')>('runtime/fabric/table');
const { prepareRecorder } = built<typeof import('../../loader/network/recorder/index.js')>(
  'loader/network/recorder/index',
);
const { RECORDER } = built<typeof import('../../runtime/generated/layout.js')>('runtime/generated/layout');

/** Between two packets (ns): a number of nanoseconds since 1970 that a double holds is a multiple of 256. */
const STEP = 1024;

/** Isles 0 and 1, and senders in this thread that record what they send. */
function machine(file: string) {
  const fabric = new Fabric();
  const warnings: string[] = [];
  const recorder = prepareRecorder({ fabric, isles: 2, file, onWarning: (text) => warnings.push(text) });
  const clock = { now: 1_700_000_000e9 };
  const isles = [0, 1].map((endpoint) =>
    openDevice(fabric, { endpoint, isles: 2, scratch: 1 << 17, ringSize: 1 << 22 }),
  );
  const known = [recorder.peer, ...isles.map(({ peer }) => peer)];
  const memoryOf = (isle: number) => known.find((n) => n.isle === isle)?.memory;
  const senders = isles.map(({ device }, i) => {
    const at = scratchOf(device) + 64;
    const peerAccess = new PeerAccess(fabric, i, device.memory.buffer, scratchOf(device), memoryOf);
    const sender = new Sender({ peerAccess, me: i + 1, clock: () => (clock.now += STEP) });
    const bytes = new Uint8Array(device.memory.buffer);
    return (packet: Uint8Array, to = 2 - i) => {
      bytes.set(packet, at);
      return sender.sendWaiting(to, at, packet.length, PATIENCE, () => false);
    };
  });
  const { device } = isles[1]!;
  const peerAccess = new PeerAccess(fabric, 1, device.memory.buffer, scratchOf(device), memoryOf);
  const receiver = new Receiver({ device, peerAccess, onWarning: expect.unreachable });
  return { fabric, recorder, warnings, receiver, start: () => recorder.start(known), senders };
}

/** An ICMP echo request from isle 0 to isle 1, without checksums. */
function ping(sequence: number, length = 84): Buffer {
  const packet = Buffer.alloc(length);
  packet.writeUInt8(0x45, 0);
  packet.writeUInt16BE(length, 2);
  packet.set([64, 1, 0, 0, 192, 168, 28, 2, 192, 168, 28, 3], 8);
  packet.writeUInt8(8, 20);
  packet.writeUInt16BE(sequence, 26);
  return packet;
}

describe('the recorder', () => {
  it('writes every packet, in the order of their times, with nanoseconds', async () => {
    const file = join(freshFolder(), 'some.pcap');
    const { recorder, start, senders, warnings } = machine(file);
    for (let i = 0; i < 300; i++) expect(senders[i % 2]!(ping(i, 28 + i))).toBe('sent');
    start();
    await recorder.close();
    const packets = readPcap(file);
    expect(packets.map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, i) => ping(i, 28 + i)));
    const first = 1_700_000_000_000_000_000n;
    expect(packets.map(({ time }) => time)).toEqual(packets.map((_, i) => first + BigInt(STEP * (i + 1))));
    expect(warnings).toEqual([]);
  });

  it('makes senders wait rather than lose a packet', async () => {
    const file = join(freshFolder(), 'all.pcap');
    const { recorder, start, senders, receiver } = machine(file);
    start();
    for (let i = 0; i < 3000; i++) {
      expect(senders[0]!(ping(i, 9000))).toBe('sent');
      while (receiver.next());
    }
    await recorder.close();
    expect(readPcap(file).map(({ length }) => length)).toEqual(Array(3000).fill(9000));
  });

  it('has everything in the file soon after it was sent', async () => {
    const file = join(freshFolder(), 'soon.pcap');
    const { recorder, start, senders } = machine(file);
    start();
    senders[0]!(ping(1));
    await until('the packet is in the file', () => readFileSync(file).length >= 24 + 16 + 84);
    expect(readPcap(file)).toHaveLength(1);
    await recorder.close();
  });

  it('writes a file without packets when nothing was sent', async () => {
    const file = join(freshFolder(), 'none.pcap');
    const { recorder, start } = machine(file);
    start();
    await recorder.close();
    expect(readPcap(file)).toEqual([]);
  });

  it('says in words when the file cannot be made', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'folder'));
    const error = (file: string): { code?: string; message?: string } => {
      try {
        machine(join(folder, file));
        return {};
      } catch (e) {
        return e as { code: string; message: string };
      }
    };
    expect(error('none/x.pcap')).toMatchObject({ code: 'HERMIT_EPCAP' });
    expect(error('none/x.pcap').message).toContain('--pcap');
    expect(error('folder').message).toContain('EISDIR');
  });

  const full = fileOf('/dev/full');
  it.skipIf(full.missing)(`says so once when the disk is full, and holds nobody up${full.note}`, async () => {
    const { recorder, start, senders, warnings, fabric } = machine('/dev/full');
    start();
    for (let i = 0; i < 50; i++) expect(senders[0]!(ping(i, 9000))).toBe('sent');
    await recorder.close();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('the disk is full');
    expect(fabric.state(RECORDER)).toBe(2);
    expect(senders[0]!(ping(1))).toBe('sent');
  });

  const tcpdump = tool('tcpdump');
  it.skipIf(tcpdump.missing)(`writes what tcpdump reads${tcpdump.note}`, async () => {
    const file = join(freshFolder(), 'read.pcap');
    const { recorder, start, senders } = machine(file);
    start();
    for (let i = 1; i <= 3; i++) senders[0]!(ping(i));
    await recorder.close();
    const { stdout, code } = await run('tcpdump', ['-n', '-r', file]);
    const lines = stdout.toString().trim().split('\n');
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/IP 192\.168\.28\.2 > 192\.168\.28\.3: ICMP echo request, id 0, seq 3/);
  });
});
