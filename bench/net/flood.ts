// A process of its own: sends as much as it can to a port of this machine, until it is killed. Arguments: udp|tcp PORT.
// udp: datagrams of 64 bytes. tcp: connections, each closed at once, 16 at a time.
import { createSocket, type Socket } from 'node:dgram';
import { connect } from 'node:net';

const [how, portName] = process.argv.slice(2);
const port = Number(portName);
const AT_ONCE = 16;

function datagrams(socket: Socket): void {
  const data = Buffer.alloc(64);
  const next = (): void => socket.send(data, next);
  socket.on('error', () => {});
  for (let i = 0; i < AT_ONCE; i++) next();
}

function connections(): void {
  const next = (): void => {
    const socket = connect(port, '127.0.0.1', () => socket.resetAndDestroy());
    socket.on('error', () => {});
    socket.on('close', next);
  };
  for (let i = 0; i < AT_ONCE; i++) next();
}

console.log('begins');
if (how === 'udp') {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1', () => datagrams(socket));
} else connections();
