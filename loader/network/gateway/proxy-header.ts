/**
 * Who has connected, said in front of a connection's bytes: W. Tarreau, "The PROXY protocol, versions 1 & 2" (HAProxy's doc/proxy-protocol.txt),
 * sections 2.1 and 2.2.
 */
import { isIPv6, type Socket } from 'node:net';

export type ProxyVersion = 1 | 2;

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** Version 2, and the command PROXY; the family and TCP. */
const COMMAND = 0x21;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;

/** Of a socket that somebody has accepted. Who is gone already is unknown. */
export function proxyHeader(version: ProxyVersion, socket: Socket): Uint8Array {
  const { remoteAddress: from, remotePort: fromPort, localAddress: to, localPort: toPort } = socket;
  const known = from !== undefined && to !== undefined && fromPort !== undefined && toPort !== undefined;
  if (version === 1) {
    if (!known) return Buffer.from('PROXY UNKNOWN\r\n');
    return Buffer.from(`PROXY TCP${isIPv6(from) ? 6 : 4} ${from} ${to} ${fromPort} ${toPort}\r\n`);
  }
  const addresses = known ? Buffer.concat([addressBytes(from), addressBytes(to)]) : Buffer.alloc(0);
  const ports = Buffer.alloc(known ? 4 : 0);
  if (known) {
    ports.writeUInt16BE(fromPort, 0);
    ports.writeUInt16BE(toPort, 2);
  }
  const family = known ? (isIPv6(from) ? TCP_OVER_IPV6 : TCP_OVER_IPV4) : 0;
  const head = Buffer.from([COMMAND, family, 0, addresses.length + ports.length]);
  return Buffer.concat([SIGNATURE, head, addresses, ports]);
}

/** The bytes of an address as Linux writes it. */
function addressBytes(text: string): Buffer {
  if (!isIPv6(text)) return Buffer.from(text.split('.').map(Number));
  // The last part may be an IPv4 address; a zone is behind a percent sign.
  const plain = text.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [front = '', back] = plain.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [groups(front), groups(back ?? '')];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  const bytes = Buffer.alloc(16);
  [...first, ...zeros, ...last].forEach((group, at) => bytes.writeUInt16BE(group, 2 * at));
  return bytes;
}
