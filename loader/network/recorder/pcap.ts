/** Files of packets that Wireshark and tcpdump read: https://www.ietf.org/archive/id/draft-gharris-opsawg-pcap-01.html */
import { MTU_MAX } from '../../../runtime/generated/layout.js';
import { ftruncateSync, writeSync } from 'node:fs';

/** The form with nanoseconds. */
const MAGIC = 0xa1b23c4d;
/** Packets begin with an IP header, of version 4 or 6. */
const LINKTYPE_RAW = 101;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const BUFFER = 1 << 20;

export class PcapWriter {
  packets = 0;
  private readonly buffer = Buffer.alloc(BUFFER);
  private used = 0;
  /** Bytes of the file that are whole packets. */
  private whole = 0;

  /** @param fd an empty file, or a pipe */
  constructor(private readonly fd: number) {
    const { buffer } = this;
    buffer.writeUInt32LE(MAGIC, 0);
    buffer.writeUInt16LE(2, 4);
    buffer.writeUInt16LE(4, 6);
    buffer.writeUInt32LE(MTU_MAX, 16);
    buffer.writeUInt32LE(LINKTYPE_RAW, 20);
    this.used = FILE_HEADER;
  }

  /** Whether flush() has something to do. */
  get dirty(): boolean {
    return this.used > 0;
  }

  /** Adds the packet that was sent at `time`, nanoseconds since 1970. @throws as flush. */
  add(time: number, bytes: Uint8Array, at: number, length: number): void {
    const kept = Math.min(length, MTU_MAX);
    if (this.used + PACKET_HEADER + kept > BUFFER) this.flush();
    const { buffer, used } = this;
    // What an isle wrote may be no time at all.
    const valid = time >= 0 && time < 2 ** 32 * 1e9 ? time : 0;
    const nanoseconds = Math.floor(valid % 1e9);
    buffer.writeUInt32LE(Math.floor((valid - (valid % 1e9)) / 1e9), used);
    buffer.writeUInt32LE(nanoseconds, used + 4);
    buffer.writeUInt32LE(kept, used + 8);
    buffer.writeUInt32LE(length, used + 12);
    buffer.set(bytes.subarray(at, at + kept), used + PACKET_HEADER);
    this.used += PACKET_HEADER + kept;
    this.packets++;
  }

  /** Writes what was added. @throws the error of the write: then the file ends with the last whole packet that was written before. */
  flush(): void {
    try {
      for (let from = 0; from < this.used;) from += writeSync(this.fd, this.buffer, from, this.used - from);
    } catch (error) {
      this.used = 0;
      try {
        ftruncateSync(this.fd, this.whole);
      } catch {
        // A pipe: its reader sees a last packet that is cut off.
      }
      throw error;
    }
    this.whole += this.used;
    this.used = 0;
  }
}
