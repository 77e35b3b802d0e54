// Reads files of packets: no more than what a recorder may write.
import { readFileSync } from 'node:fs';

export interface Recorded {
  /** Nanoseconds since 1970. */
  time: bigint;
  /** Length that it had. */
  length: number;
  data: Buffer;
}

/** @throws if it is not a file of IP packets with nanoseconds, or ends in the middle of one. */
export function readPcap(file: string): Recorded[] {
  const bytes = readFileSync(file);
  const header = [bytes.readUInt32LE(0), bytes.readUInt16LE(4), bytes.readUInt16LE(6), bytes.readUInt32LE(16)];
  if (`${header}` !== `${[0xa1b23c4d, 2, 4, 65535]}`) throw new Error(`not the header expected: ${header}`);
  if (bytes.readUInt32LE(20) !== 101) throw new Error(`link type ${bytes.readUInt32LE(20)}`);
  const packets: Recorded[] = [];
  for (let at = 24; at < bytes.length;) {
    const [seconds, nanoseconds, kept, length] = [0, 4, 8, 12].map((i) => bytes.readUInt32LE(at + i)) as [
      number,
      number,
      number,
      number,
    ];
    if (nanoseconds >= 1e9 || at + 16 + kept > bytes.length) throw new Error(`no packet at ${at}`);
    packets.push({
      time: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
      length,
      data: bytes.subarray(at + 16, at + 16 + kept),
    });
    at += 16 + kept;
  }
  return packets;
}
