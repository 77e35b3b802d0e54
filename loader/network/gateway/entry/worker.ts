/** The gateway's thread: a peer of the isles' with a stack of its own, joined to Node's sockets. */
import type { Socket as DatagramSocket } from 'node:dgram';
import type { Server } from 'node:net';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { wallClock } from '../../../../runtime/clock.js';
import { stopDevice } from '../../../../runtime/device/index.js';
import type { Peer } from '../../../../runtime/messages.js';
import type { Publication } from '../../options.js';
import type { Connection } from '../connection.js';
import type { FromGateway, GatewayData, ToGateway } from '../messages.js';
import { nameServer, Outside } from '../outbound.js';
import { OutsideDatagrams } from '../outbound-datagrams.js';
import { Policy } from '../policy.js';
import { Datagrams, publishTcp } from '../publish.js';
import { GATEWAY_ADDRESS, isleAddress, Stack, UNREACHABLE } from '../ip-stack.js';

/** How long (ms) sockets may take to pass on what isles have sent before their end. */
const LINGER_MS = 2000;

const { module: lwip, fabric, device, mtu, publish, out, realtime, introductions } = workerData as GatewayData;
const tell = (message: FromGateway): void => parentPort!.postMessage(message);

const memories = new Map<number, Peer>();
function memoryOf(isle: number, life: number): Peer['memory'] | undefined {
  for (let mail = receiveMessageOnPort(introductions); mail; mail = receiveMessageOnPort(introductions)) {
    const peer = mail.message as Peer;
    memories.set(peer.isle, peer);
  }
  const known = memories.get(isle);
  return known?.life === life ? known.memory : undefined;
}

const connections = new Set<Connection>();
const add = (connection: Connection): Connection => {
  if (connection.link < 0) return connection;
  connections.add(connection);
  connection.socket.once('close', () => connections.delete(connection));
  return connection;
};

const stack: Stack = new Stack({
  module: lwip,
  fabric,
  device,
  mtu,
  out: out !== null,
  clock: realtime === undefined ? undefined : wallClock(realtime),
  memoryOf,
  datagram(from, fromPort, to, toPort, at, length) {
    const data = stack.bytes.subarray(at, at + length);
    if (to === GATEWAY_ADDRESS && datagrams.take(from, fromPort, toPort, data)) return 0;
    if (outsideDatagrams?.take(from, fromPort, to, toPort, data)) return 0;
    return UNREACHABLE.PORT;
  },
  knock: (held, from, _, to, toPort) => void outside?.knock(held, from, to, toPort),
  onWarning: (text) => tell({ kind: 'warning', text }),
});
const datagrams = new Datagrams(stack);
const server = out?.nameserver ? nameServer(out.nameserver) : null;
const policy = new Policy(out?.allowed ?? null);
const outside = out && new Outside(stack, policy, server, add);
const outsideDatagrams = out && new OutsideDatagrams(stack, policy, server);

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
        : publishTcp(stack, publication, add));
      servers.push(server);
      ports.push((server.address() as { port: number }).port);
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const why = MEANINGS[code] ?? message;
      tell({ kind: 'failed', code: 'HERMIT_EPORT', message: `cannot publish ${portName(publication)}: ${why}` });
      return close();
    }
  }
  tell({ kind: 'ready', ports });
}

/** An isle's connections end: what it has sent is passed on first. */
function isleEnded(isle: number, clean: boolean): void {
  stack.turn();
  for (const connection of connections) if (connection.isle === isle) connection.isleEnded(clean);
  stack.calls.forget(isleAddress(isle));
  memories.delete(isle);
  stack.turn();
}

async function close(): Promise<void> {
  for (const server of servers) server.close();
  outside?.close();
  outsideDatagrams?.close();
  stopDevice(device);
  const late = setTimeout(() => {
    for (const { socket } of connections) socket.destroy();
  }, LINGER_MS);
  for (const connection of connections) connection.failed();
  await Promise.all([...connections].map(({ socket }) => new Promise((done) => socket.once('close', done))));
  clearTimeout(late);
  introductions.close();
  parentPort!.close();
}

parentPort!.on('message', (message: ToGateway) => {
  if (message.kind === 'ended') isleEnded(message.isle, message.clean);
  else void close();
});
void stack.serve();
void open();
