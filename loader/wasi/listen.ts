/**
 * TCP ports that a WASI program finds open. Preview 1 can make no sockets, only accept what comes to one that it was given. Node listens;
 * who connects before the program has accepted waits here.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { HermitError } from '../../runtime/errors.js';
import type { ListenAddress } from '../network/values.js';

export type { ListenAddress };

/** Connections that wait until they are accepted, as Linux has it; those beyond are refused. */
const BACKLOG = 511;

/** A port that was opened for a program. */
export interface OpenPort {
  readonly port: number;
  /** Closes it, if no program has it. */
  close(): void;
}

export class Listening implements OpenPort {
  private readonly waiting: Socket[] = [];
  private closed = false;
  /** Called when somebody has connected. */
  onConnection = (): void => {};

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      if (this.waiting.length >= BACKLOG) return void socket.destroy();
      // One that is gone before it is accepted is accepted all the same, and then tells so.
      socket.on('error', () => {});
      this.waiting.push(socket);
      this.onConnection();
    });
  }

  /** @throws HermitError HERMIT_EPORT. */
  static open({ host, port }: ListenAddress): Promise<Listening> {
    // Nobody reads from it before it is accepted.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    const listening = new Listening(server);
    return new Promise((resolve, reject) => {
      const failed = ({ message }: Error): void =>
        reject(new HermitError('HERMIT_EPORT', `cannot listen on port ${port} of ${host}: ${message}`));
      server.once('error', failed);
      server.listen({ host, port, backlog: BACKLOG, ipv6Only: true }, () => {
        server.off('error', failed);
        // Such as too many open files: who connects waits.
        server.on('error', () => {});
        resolve(listening);
      });
    });
  }

  /** All or none. @throws HermitError HERMIT_EPORT. */
  static async openAll(addresses: readonly ListenAddress[]): Promise<Listening[]> {
    const tried = await Promise.allSettled(addresses.map((address) => Listening.open(address)));
    const failed = tried.find((one) => one.status === 'rejected');
    const open = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (!failed) return open;
    for (const one of open) one.close();
    throw failed.reason;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get ready(): boolean {
    return this.waiting.length > 0;
  }

  /** Who has waited for longest. */
  accept(): Socket | undefined {
    return this.waiting.shift();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const socket of this.waiting.splice(0)) socket.destroy();
    this.server.close();
  }
}

/** The open ports of an isle. */
export interface OpenPorts {
  listening: OpenPort[];
  /** An isle that had them has ended. */
  release(): void;
}

/** Ports that isles which boot together share: they are closed when the last of them has ended. @throws HermitError HERMIT_EPORT. */
export async function sharedPorts(addresses: readonly ListenAddress[], isles: number): Promise<OpenPorts[]> {
  const listening = await Listening.openAll(addresses);
  let left = isles;
  const release = (): void => {
    if (--left === 0) for (const one of listening) one.close();
  };
  const ports = { listening, release };
  return Array.from({ length: isles }, () => ports);
}
