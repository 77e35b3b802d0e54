/** The gateway's thread: a peer of the isles' with an IP stack of its own, joined to Node's sockets. */
import type { Socket as DatagramSocket } from 'node:dgram';
import type { Server } from 'node:net';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { wallClock } from '../../../../runtime/clock.js';
import { stopDevice } from '../../../../runtime/device/index.js';
import type { Peer } from '../../../../runtime/messages.js';
import type { Publication } from '../../options.js';
import type { Connection } from '../connection.js';
import { tell, warn } from '../../backend/entry/thread.js';
import type { ToBackend } from '../../backend/messages.js';
import type { GatewayThreadData } from '../thread-data.js';
import { nameServer, OutboundConnections } from '../outbound.js';
import { OutboundDatagrams } from '../outbound-datagrams.js';
import { Policy } from '../policy.js';
import { PublishedDatagrams, publishTcp } from '../publish.js';
import { GATEWAY_ADDRESS, isleAddress, IpStack, UNREACHABLE } from '../ip-stack.js';

/** How long (ms) sockets may take to pass on what isles have sent before their end. */
const LINGER_MS = 2000;

const { module: lwip, fabric, device, mtu, publish, out, realtime, peerPort } = workerData as GatewayThreadData;

const memories = new Map<number, Peer>();
function memoryOf(isle: number, life: number): Peer['memory'] | undefined {
  for (let mail = receiveMessageOnPort(peerPort); mail; mail = receiveMessageOnPort(peerPort)) {
    const message = mail.message as ToBackend;
    if (message.kind === 'peer') memories.set(message.peer.isle, message.peer);
  }
  const known = memories.get(isle);
  return known?.life === life ? known.memory : undefined;
}

const connections = new Set<Connection>();
const add = (connection: Connection): Connection => {
  if (connection.id < 0) return connection;
  connections.add(connection);
  connection.socket.once('close', () => connections.delete(connection));
  return connection;
};

const ipStack: IpStack = new IpStack({
  module: lwip,
  fabric,
  device,
  mtu,
  out: out !== null,
  clock: realtime === undefined ? undefined : wallClock(realtime),
  memoryOf,
  datagram(from, fromPort, to, toPort, at, length) {
    const data = ipStack.bytes.subarray(at, at + length);
    if (to === GATEWAY_ADDRESS && datagrams.take(from, fromPort, toPort, data)) return 0;
    if (outboundDatagrams?.take(from, fromPort, to, toPort, data)) return 0;
    return UNREACHABLE.PORT;
  },
  syn: (pending, from, _, to, toPort) => void outbound?.syn(pending, from, to, toPort),
  onWarning: warn,
});
const datagrams = new PublishedDatagrams(ipStack);
const server = out?.nameserver ? nameServer(out.nameserver) : null;
const policy = new Policy(out?.allowed ?? null);
const outbound = out && new OutboundConnections(ipStack, policy, server, add);
const outboundDatagrams = out && new OutboundDatagrams(ipStack, policy, server);

const servers: (Server | DatagramSocket)[] = [];

function portName({ protocol, host, port }: Publication): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}${protocol === 'udp' ? '/udp' : ''}`;
}

const MEANINGS: Record<string, string> = {
  EADDRINUSE: 'another program has that port: end it, or publish another port',
  EACCES: 'ports below 1024 are for root: publish another port',
  EADDRNOTAVAIL: 'this machine has no such address',
};

async function open(): Promise<void> {
  const ports: number[] = [];
  for (const publication of publish) {
    try {
      const server = await (publication.protocol === 'udp'
        ? datagrams.publish(publication)
        : publishTcp(ipStack, publication, add));
      servers.push(server);
      ports.push((server.address() as { port: number }).port);
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const why = MEANINGS[code] ?? message;
      tell({ kind: 'fault', code: 'HERMIT_EPORT', message: `cannot publish ${portName(publication)}: ${why}` });
      return close();
    }
  }
  tell({ kind: 'ready', ports });
}

/** An isle's connections end: what it has sent is passed on first. */
function isleEnded(isle: number, clean: boolean): void {
  ipStack.turn();
  for (const connection of connections) if (connection.isle === isle) connection.isleEnded(clean);
  ipStack.calls.forget(isleAddress(isle));
  memories.delete(isle);
  ipStack.turn();
}

async function close(): Promise<void> {
  for (const server of servers) server.close();
  outbound?.close();
  outboundDatagrams?.close();
  stopDevice(device);
  const late = setTimeout(() => {
    for (const { socket } of connections) socket.destroy();
  }, LINGER_MS);
  for (const connection of connections) connection.failed();
  await Promise.all([...connections].map(({ socket }) => new Promise((done) => socket.once('close', done))));
  clearTimeout(late);
  peerPort.close();
  parentPort!.close();
}

parentPort!.on('message', (message: ToBackend) => {
  if (message.kind === 'ended') isleEnded(message.isle, message.clean);
  else if (message.kind === 'close') void close();
});
void ipStack.serve();
void open();
