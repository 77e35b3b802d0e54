// node ping.mjs ADDRESS COUNT SIZE [MILLISECONDS]: ICMP echo requests from Linux's own stack with so many bytes of data, one after the
// other, each when the one before was answered or MILLISECONDS are over (default minutes). Longer ones than a packet go in fragments.
// Prints "N answered", and exits with 1 if one was answered with other bytes.
import { createRequire } from 'node:module';
import { isIPv6 } from 'node:net';

const libc = createRequire(import.meta.url)('koffi').load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const setsockopt = libc.func('int setsockopt(int fd, int level, int name, const uint8_t *value, unsigned int size)');
const sendto = libc.func(
  'long sendto(int fd, const uint8_t *data, size_t size, int flags, const uint8_t *to, unsigned int length)',
);
const recv = libc.func('long recv(int fd, uint8_t *into, size_t size, int flags)');

const [AF_INET, AF_INET6, SOCK_RAW] = [2, 10, 3];
const [SOL_SOCKET, SO_BROADCAST, SO_RCVTIMEO] = [1, 6, 20];

const [address, count, size, patience = '240000'] = process.argv.slice(2);
const v6 = isIPv6(address);
/** Protocol, request, answer. */
const [ICMP, ECHO, REPLY] = v6 ? [58, 128, 129] : [1, 8, 0];

const raw = socket(v6 ? AF_INET6 : AF_INET, SOCK_RAW, ICMP);
if (raw < 0) throw new Error('no raw socket: it needs CAP_NET_RAW');
const on = Buffer.from([1, 0, 0, 0]);
setsockopt(raw, SOL_SOCKET, SO_BROADCAST, on, 4);

function parse(text) {
  if (!v6) return Buffer.from(text.split('.').map(Number));
  const [before, after] = text.split('::').map((part) => part.split(':').filter(Boolean));
  const middle = Array(8 - before.length - (after?.length ?? 0)).fill('0');
  return Buffer.from([...before, ...middle, ...(after ?? [])].map((word) => word.padStart(4, '0')).join(''), 'hex');
}
const to = Buffer.alloc(v6 ? 28 : 16);
to.writeUInt16LE(v6 ? AF_INET6 : AF_INET, 0);
parse(address).copy(to, v6 ? 8 : 4);

/** The Internet checksum; for IPv6 Linux fills it in. */
function checksum(bytes) {
  let sum = 0;
  for (const [i, byte] of bytes.entries()) sum += i & 1 ? byte : byte << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function request(sequence) {
  const packet = Buffer.alloc(8 + Number(size));
  packet[0] = ECHO;
  packet.writeUInt16BE(process.pid & 0xffff, 4);
  packet.writeUInt16BE(sequence, 6);
  for (let i = 8; i < packet.length; i++) packet[i] = i * 7 + sequence;
  packet.writeUInt16BE(checksum(packet), 2);
  return packet;
}

/** Whether the answer comes in time. Exits when it is another than it must be. */
function answered(packet) {
  const into = Buffer.alloc(70_000);
  const end = performance.now() + Number(patience);
  for (let left = Number(patience); left > 0; left = Math.ceil(end - performance.now())) {
    const time = Buffer.alloc(16);
    time.writeBigInt64LE(BigInt(Math.floor(left / 1000)), 0);
    time.writeBigInt64LE(BigInt((left % 1000) * 1000), 8);
    setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, time, 16);
    const length = Number(recv(raw, into, into.length, 0));
    if (length < 0) continue;
    // A raw socket of IPv4 gets the header too.
    const got = into.subarray(v6 ? 0 : (into[0] & 15) * 4, length);
    if (got[0] !== REPLY || !got.subarray(4, 8).equals(packet.subarray(4, 8))) continue;
    if (got.subarray(8).equals(packet.subarray(8))) return true;
    console.log(`other bytes came back: ${got.length} of ${packet.length}`);
    process.exit(1);
  }
  return false;
}

let answers = 0;
for (let i = 0; i < Number(count); i++) {
  const packet = request(i & 0xffff);
  if (Number(sendto(raw, packet, packet.length, 0, to, to.length)) === packet.length && answered(packet)) answers++;
}
console.log(`${answers} answered`);
