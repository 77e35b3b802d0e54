/** lwIP in the gateway's thread: packets in and out, time, and the numbers of its connections. kernel/net/gateway/gateway.h is the other side. */
import { randomFillSync } from 'node:crypto';
import { type Device, PeerAccess, Receiver, Sender } from '../../../runtime/device/index.js';
import { Fabric, type MemoryOf } from '../../../runtime/fabric/table.js';
import { NET_PREFIX } from '../../../runtime/generated/layout.js';
import * as G from '../../../runtime/generated/gateway.js';

/** The calls of kernel/net/gateway/*.c. Addresses in memory, IPv4 addresses and ports are numbers. */
interface Calls {
  start(end: number, mtu: number, out: number): void;
  word(): number;
  stage(): number;
  input(at: number, length: number, peer: number): void;
  send_datagram(from: number, fromPort: number, to: number, toPort: number, at: number, length: number): number;
  busy(): number;
  tick(second: number): void;
  retry(): void;
  next_change(): number;
  connection_open(id: number, address: number, port: number): number;
  connection_send(id: number, at: number, length: number): number;
  connection_flush(id: number): void;
  connection_length(id: number): number;
  connection_data(id: number): number;
  connection_took(id: number, length: number): void;
  connection_ended(id: number): number;
  connection_end(id: number): void;
  connection_drop(id: number): void;
  forget(address: number): void;
  pending_admit(pending: number, id: number): number;
  pending_done(pending: number, to: number, port: number, id: number): number;
  pending_refuse(pending: number): void;
  pending_unreachable(pending: number, code: number): void;
}

/** What happens to a connection, in the order in which it is told. */
export interface ConnectionEvents {
  connected(): void;
  /** Data, or their end. */
  received(): void;
  /** There is room for more. */
  sent(): void;
  /** A reset came, nothing did for long, or the isle has ended. Data that came before can still be taken. */
  failed(): void;
}

/** ICMP codes of "destination unreachable" (RFC 792, RFC 1812). */
export const UNREACHABLE = { NETWORK: 0, HOST: 1, PORT: 3, PROHIBITED: 13 } as const;

/** Packets after which other events of the loop have their turn. */
const TURN = 512;
/** Turns between two of the event loop. */
const TURNS = 8;
const TICKS_PER_SECOND = 1000 / G.TICK_MS;

export const GATEWAY_ADDRESS = NET_PREFIX + 1;
export const isleAddress = (isle: number): number => (NET_PREFIX + isle + 2) >>> 0;

export interface IpStackOptions {
  module: WebAssembly.Module;
  fabric: WebAssembly.Memory;
  device: Device;
  mtu: number;
  /** Whether packets for other destinations are taken. */
  out: boolean;
  /** Nanoseconds since 1970, if packets go to the recorder. */
  clock: (() => number) | undefined;
  memoryOf: MemoryOf;
  /** A datagram from an isle, `at` in `bytes`: 0, or a code of UNREACHABLE. */
  datagram(from: number, fromPort: number, to: number, toPort: number, at: number, length: number): number;
  /** An isle opens a connection to another destination: see pending_admit and its like in Calls. */
  syn(pending: number, from: number, fromPort: number, to: number, toPort: number): void;
  onWarning(text: string): void;
}

export class IpStack {
  readonly calls: Calls;
  /** All of the memory. */
  readonly bytes: Uint8Array;
  private readonly receiver: Receiver;
  private readonly sender: Sender;
  private readonly stage: number;
  private readonly owners: (ConnectionEvents | undefined)[] = Array.from({ length: G.MAX_CONNECTIONS });
  private readonly free = Array.from({ length: G.MAX_CONNECTIONS }, (_, i) => G.MAX_CONNECTIONS - 1 - i);
  /** Connections that were given bytes to send since they were last let go. */
  private readonly dirty: number[] = [];
  private scheduled = false;
  private blocked = false;
  /** The peer that a packet could not be brought to because it is not there. */
  private absent = -1;
  private ticks = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly tick = (): void => {
    this.timer = undefined;
    this.calls.tick(++this.ticks % TICKS_PER_SECOND === 0 ? 1 : 0);
    this.turn();
  };
  private readonly immediate = (): void => {
    this.scheduled = false;
    this.turn();
  };

  constructor(options: IpStackOptions) {
    const { device } = options;
    const { memory } = device;
    this.bytes = new Uint8Array(memory.buffer);
    const random = new Uint32Array(1024);
    let drawn = random.length;
    const instance = new WebAssembly.Instance(options.module, {
      env: { memory },
      gateway: {
        send: (peer: number, at: number, length: number): number => {
          const sent = this.sender.send(peer, at >>> 0, length, true);
          if (sent === 'full') this.blocked = true;
          else if (sent === 'absent') this.absent = peer;
          return sent === 'full' ? 0 : 1;
        },
        datagram: (from: number, fromPort: number, to: number, toPort: number, at: number, length: number): number =>
          options.datagram(from >>> 0, fromPort, to >>> 0, toPort, at >>> 0, length),
        syn: (pending: number, from: number, fromPort: number, to: number, toPort: number): void =>
          options.syn(pending, from >>> 0, fromPort, to >>> 0, toPort),
        random: (): number => {
          if (drawn === random.length) {
            randomFillSync(random);
            drawn = 0;
          }
          return random[drawn++]!;
        },
      },
    });
    this.calls = instance.exports as unknown as Calls;
    const peerAccess = new PeerAccess(
      new Fabric(options.fabric),
      device.endpoint,
      memory.buffer,
      this.calls.word(),
      options.memoryOf,
    );
    this.receiver = new Receiver({ device, peerAccess, onWarning: options.onWarning });
    this.sender = new Sender({ peerAccess, clock: options.clock });
    this.stage = this.calls.stage();
    this.calls.start(memory.buffer.byteLength, options.mtu, options.out ? 1 : 0);
  }

  /** Takes packets as they come until the device is stopped, and what is there then. */
  async serve(): Promise<void> {
    for (let turns = 1; !this.receiver.stopped; turns++) {
      await this.receiver.waitAsync();
      this.turn();
      // Isles that send without a pause are never waited for: timers and Linux's sockets are to have their turn all the same.
      if (turns % TURNS === 0) await new Promise(setImmediate);
    }
    clearTimeout(this.timer);
  }

  /** Everything that there is to do now. */
  turn(): void {
    const { receiver, calls } = this;
    if (this.blocked) {
      this.blocked = false;
      calls.retry();
    }
    let left = TURN;
    while (left > 0 && receiver.next()) {
      calls.input(receiver.at, receiver.length, receiver.from);
      left--;
    }
    this.tell();
    for (let id = this.dirty.pop(); id !== undefined; id = this.dirty.pop()) calls.connection_flush(id);
    this.sender.ring();
    if (left === 0) this.soon();
    if (this.timer === undefined && calls.busy()) this.timer = setTimeout(this.tick, G.TICK_MS).unref();
  }

  /** Tells owners of connections what has happened. */
  private tell(): void {
    for (let news = this.calls.next_change(); news >= 0; news = this.calls.next_change()) {
      const owner = this.owners[news & ((1 << G.EVENT_SHIFT) - 1)];
      const events = news >> G.EVENT_SHIFT;
      // Each may have let go of the connection.
      if (events & G.EVENT_CONNECTED) owner?.connected();
      if (events & G.EVENT_RECEIVED) owner?.received();
      if (events & G.EVENT_SENT) owner?.sent();
      if (events & G.EVENT_FAILED) owner?.failed();
    }
  }

  /** Has a turn once the events of this round of the loop were taken. */
  soon(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(this.immediate);
  }

  /** A number for a new connection; -1: there are too many. */
  allocate(owner: ConnectionEvents): number {
    const id = this.free.pop() ?? -1;
    if (id >= 0) this.owners[id] = owner;
    return id;
  }

  /** Forgets a connection; with a reset if it was not ended from both sides. */
  release(id: number): void {
    this.calls.connection_drop(id);
    this.owners[id] = undefined;
    this.free.push(id);
    this.soon();
  }

  /** Begins to connect to a port of an isle; false: it is not there, or cannot be reached now. */
  connect(id: number, isle: number, port: number): boolean {
    this.absent = -1;
    const failed = this.calls.connection_open(id, isleAddress(isle), port) !== 0 || this.absent === isle + 1;
    this.soon();
    return !failed;
  }

  /** Sends bytes: how many of them there was room for. */
  send(id: number, data: Uint8Array): number {
    let done = 0;
    while (done < data.length) {
      const part = data.length - done > G.STAGE_SIZE || done > 0 ? data.subarray(done, done + G.STAGE_SIZE) : data;
      this.bytes.set(part, this.stage);
      const sent = this.calls.connection_send(id, this.stage, part.length);
      done += sent;
      if (sent < part.length) break;
    }
    this.dirty.push(id);
    this.soon();
    return done;
  }

  end(id: number): void {
    this.calls.connection_end(id);
    this.soon();
  }

  sendDatagram(from: number, fromPort: number, to: number, toPort: number, data: Uint8Array): void {
    if (data.length > G.STAGE_SIZE) return;
    this.bytes.set(data, this.stage);
    this.calls.send_datagram(from, fromPort, to, toPort, this.stage, data.length);
    this.soon();
  }
}
