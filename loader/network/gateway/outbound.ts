/** Connections of isles to destinations outside their network: Linux connects first, then the isle is answered. */
import { connect, type Socket } from 'node:net';
import { Connection } from './connection.js';
import { addressText, type Policy } from './policy.js';
import { GATEWAY_ADDRESS, type Stack, UNREACHABLE } from './ip-stack.js';

/** How long (ms) Linux may try to connect, and the isle may take to go on after that. */
const CONNECT_MS = 30_000;
const FINISH_MS = 10_000;

/** Port of name servers. */
export const DNS_PORT = 53;
export interface NameServer {
  address: string;
  port: number;
}

/** As dns.getServers() names them: `1.2.3.4`, `1.2.3.4:5353`, `::1`, `[::1]:5353`. */
export function nameServer(text: string): NameServer {
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d+))?$/.exec(text) ?? [undefined, text];
  return { address: six ?? four ?? text, port: port === undefined ? DNS_PORT : Number(port) };
}

export class Outside {
  private readonly connecting = new Set<Socket>();

  constructor(
    private readonly stack: Stack,
    private readonly policy: Policy,
    private readonly server: NameServer | null,
    private readonly add: (connection: Connection) => Connection,
  ) {}

  /** An isle's first packet is held: see knock of lwip/gateway.h. */
  async knock(held: number, from: number, to: number, port: number): Promise<void> {
    const { stack, policy, server } = this;
    const { calls } = stack;
    const asks = to === GATEWAY_ADDRESS && port === DNS_PORT;
    const target = asks ? null : await policy.target(to, port);
    const wanted = asks ? server : target === null ? null : { address: addressText(target), port };
    if (!wanted) {
      // The gateway's own address is a host that listens nowhere.
      if (to === GATEWAY_ADDRESS) calls.held_refuse(held);
      else calls.held_unreachable(held, UNREACHABLE.PROHIBITED);
      return stack.soon();
    }
    const socket = connect({ host: wanted.address, port: wanted.port, allowHalfOpen: true, noDelay: true });
    socket.pause();
    this.connecting.add(socket);
    const late = setTimeout(
      () => socket.destroy(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })),
      CONNECT_MS,
    ).unref();
    const answered = (): void => {
      clearTimeout(late);
      this.connecting.delete(socket);
    };
    socket.once('error', (error: NodeJS.ErrnoException) => {
      answered();
      if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') calls.held_refuse(held);
      else calls.held_unreachable(held, error.code === 'ENETUNREACH' ? UNREACHABLE.NETWORK : UNREACHABLE.HOST);
      stack.soon();
    });
    socket.once('connect', () => {
      answered();
      socket.removeAllListeners('error');
      // Linux takes the address it connects to as its own only when that is one of this machine's.
      if (!asks && socket.localAddress === wanted.address && !policy.lists(target!, port)) {
        socket.on('error', () => {}).destroy();
        calls.held_unreachable(held, UNREACHABLE.PROHIBITED);
      } else this.admit(held, new Admitted(stack, socket, (from & 0xff) - 2), to, port);
      stack.soon();
    });
  }

  private admit(held: number, connection: Admitted, to: number, port: number): void {
    const { calls } = this.stack;
    const { link, socket } = connection;
    this.add(connection);
    if (link < 0 || calls.held_admit(held, link) !== 0) {
      if (link < 0) calls.held_refuse(held);
      socket.destroy();
      return;
    }
    const done = (): void => {
      connection.once = () => {};
      clearTimeout(timer);
      if (calls.held_done(held, to, port, link)) socket.destroy();
    };
    const timer = setTimeout(done, FINISH_MS).unref();
    connection.once = done;
  }

  /** Gives up what Linux has not connected yet. */
  close(): void {
    for (const socket of this.connecting)
      socket
        .removeAllListeners('error')
        .on('error', () => {})
        .destroy();
  }
}

/** A connection that lwIP may yet accept: then its listener has done its work. */
class Admitted extends Connection {
  once: () => void = () => {};

  override connected(): void {
    this.once();
    super.connected();
  }

  protected override release(): void {
    // Before the number is another's, which lwIP would otherwise give this connection to.
    this.once();
    super.release();
  }
}
