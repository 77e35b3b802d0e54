// node flood.js PORT: sends datagrams to a port of this machine as fast as it can, until it is ended.
import { createSocket } from 'node:dgram';

const BYTES = 1400;
/** Datagrams under way in Node at once. */
const UNDER_WAY = 64;

const port = Number(process.argv[2]);
const packet = Buffer.alloc(BYTES);
const socket = createSocket('udp4');
const send = (): void => socket.send(packet, port, '127.0.0.1', send);
socket.on('error', () => process.exit(1));
for (let i = 0; i < UNDER_WAY; i++) send();
