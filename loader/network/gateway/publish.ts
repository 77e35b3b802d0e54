/** Ports of this machine that are passed on to isles'. */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Publication } from '../options.js';
import { ExpiringMap } from './expiring-map.js';
import { Connection } from './connection.js';
import { proxyHeader } from './proxy-header.js';
import { GATEWAY_ADDRESS, isleAddress, type IpStack } from './ip-stack.js';

/** Connections that Linux keeps until they are accepted. */
const BACKLOG = 511;

/** A published TCP port. Resolves when it is open. */
export function publishTcp(
  ipStack: IpStack,
  publication: Publication,
  add: (connection: Connection) => Connection,
): Promise<Server> {
  const { host, port, isle, islePort, proxy } = publication;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket: Socket) => {
    const connection = add(new Connection(ipStack, socket, isle, proxy ? proxyHeader(proxy, socket) : undefined));
    if (connection.id >= 0 && !ipStack.connect(connection.id, isle, islePort)) connection.refused();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: BACKLOG, ipv6Only: true }, () => {
      server.off('error', reject);
      // Such as too many open files: who connects waits.
      server.on('error', () => {});
      resolve(server);
    });
  });
}

/** A client on the host's side, for whom the gateway has a port towards the isle. */
interface Client {
  address: string;
  port: number;
  /** Of the gateway. */
  own: number;
}

/** Clients of one port at once, and how long (ms) one that is silent is remembered. */
const CLIENTS = 1024;
const CLIENT_MS = 60_000;
/** Ports of the gateway's for clients, of all published ports together. */
const FIRST_PORT = 16384;
const PORTS = 65536 - FIRST_PORT;

/** Published UDP ports. */
export class PublishedDatagrams {
  private readonly owners = new Map<number, (data: Uint8Array, from: number, fromPort: number) => void>();
  private next = Math.floor(Math.random() * PORTS);

  constructor(private readonly ipStack: IpStack) {}

  /** A datagram for one of the gateway's ports: whether it was somebody's. */
  take(from: number, fromPort: number, port: number, data: Uint8Array): boolean {
    const owner = this.owners.get(port);
    owner?.(data, from, fromPort);
    return owner !== undefined;
  }

  private freePort(): number {
    // There are more ports than clients that can be remembered, unless many UDP ports are published.
    for (let i = 0; i < PORTS; i++) {
      const port = FIRST_PORT + (this.next++ % PORTS);
      if (!this.owners.has(port)) return port;
    }
    return -1;
  }

  publish({ host, port, isle, islePort }: Publication): Promise<DatagramSocket> {
    const { ipStack, owners } = this;
    const socket = createSocket(isIPv6(host) ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
    const clients = new ExpiringMap<string, Client>(CLIENTS, CLIENT_MS, (client) => owners.delete(client.own));
    socket.on('message', (data, { address, port: from }) => {
      const name = `${from} ${address}`;
      let client = clients.get(name);
      if (!client) {
        const own = this.freePort();
        if (own < 0) return;
        const made = (client = { address, port: from, own });
        clients.set(name, made);
        owners.set(own, (reply, source, sourcePort) => {
          // The isle's port alone answers, as it does to who asks it directly.
          if (source !== isleAddress(isle) || sourcePort !== islePort) return;
          clients.get(name);
          socket.send(reply.slice(), made.port, made.address, () => {});
        });
      }
      ipStack.sendDatagram(GATEWAY_ADDRESS, client.own, isleAddress(isle), islePort, data);
    });
    socket.on('close', () => clients.clear());
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: host, port, exclusive: true }, () => {
        socket.off('error', reject);
        socket.on('error', () => {});
        resolve(socket);
      });
    });
  }
}
