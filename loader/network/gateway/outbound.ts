/** Connections of isles to destinations outside their network: Linux connects first, then the isle is answered. */
import { connect, type Socket } from 'node:net';
import { Connection } from './connection.js';
import { addressText, type Policy } from './policy.js';
import { GATEWAY_ADDRESS, type IpStack, UNREACHABLE } from './ip-stack.js';

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

export class OutboundConnections {
  private readonly connecting = new Set<Socket>();

  constructor(
    private readonly ipStack: IpStack,
    private readonly policy: Policy,
    private readonly server: NameServer | null,
    private readonly add: (connection: Connection) => Connection,
  ) {}

  /** An isle's first packet is pending: see gateway_syn of kernel/net/gateway/gateway.h. */
  async syn(pending: number, from: number, to: number, port: number): Promise<void> {
    const { ipStack, policy, server } = this;
    const { calls } = ipStack;
    const asks = to === GATEWAY_ADDRESS && port === DNS_PORT;
    const target = asks ? null : await policy.target(to, port);
    const wanted = asks ? server : target === null ? null : { address: addressText(target), port };
    if (!wanted) {
      // The gateway's own address is a host that listens nowhere.
      if (to === GATEWAY_ADDRESS) calls.pending_refuse(pending);
      else calls.pending_unreachable(pending, UNREACHABLE.PROHIBITED);
      return ipStack.soon();
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
      if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') calls.pending_refuse(pending);
      else calls.pending_unreachable(pending, error.code === 'ENETUNREACH' ? UNREACHABLE.NETWORK : UNREACHABLE.HOST);
      ipStack.soon();
    });
    socket.once('connect', () => {
      answered();
      socket.removeAllListeners('error');
      // Linux takes the address it connects to as its own only when that is one of this machine's.
      if (!asks && socket.localAddress === wanted.address && !policy.lists(target!, port)) {
        socket.on('error', () => {}).destroy();
        calls.pending_unreachable(pending, UNREACHABLE.PROHIBITED);
      } else this.admit(pending, new Admitted(ipStack, socket, (from & 0xff) - 2), to, port);
      ipStack.soon();
    });
  }

  private admit(pending: number, connection: Admitted, to: number, port: number): void {
    const { calls } = this.ipStack;
    const { id, socket } = connection;
    this.add(connection);
    if (id < 0 || calls.pending_admit(pending, id) !== 0) {
      if (id < 0) calls.pending_refuse(pending);
      socket.destroy();
      return;
    }
    const done = (): void => {
      connection.once = () => {};
      clearTimeout(timer);
      if (calls.pending_done(pending, to, port, id)) socket.destroy();
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
