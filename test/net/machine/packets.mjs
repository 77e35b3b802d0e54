// IP packets, good ones and others, made from a seed: the same seed makes the same packets.

const ICMP = 1;
const IGMP = 2;
const TCP = 6;
const UDP = 17;
const ICMP6 = 58;
/** Where datagrams and connections are served. */
const OPEN = [7, 9, 5001];

/** xorshift32: a number below `n`. */
export function random(seed) {
  let x = seed | 0 || 1;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % n;
  };
}

function sum(bytes, from, to, start = 0) {
  let total = start;
  for (let i = from; i < to; i++) total += (i - from) & 1 ? bytes[i] : bytes[i] << 8;
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

/** Sets the checksums of a packet that is as long as it says, as far as it has any. */
function addChecksums(p) {
  const view = new DataView(p.buffer, p.byteOffset, p.length);
  const v4 = p[0] >> 4 === 4;
  const header = v4 ? (p[0] & 15) * 4 : 40;
  if (header < 20 || header > p.length) return;
  if (v4) {
    view.setUint16(10, 0);
    view.setUint16(10, ~sum(p, 0, header) & 0xffff);
  }
  const protocol = v4 ? p[9] : p[6];
  const at = { [ICMP]: 2, [IGMP]: 2, [TCP]: 16, [UDP]: 6, [ICMP6]: 2 }[protocol];
  if (at === undefined || header + at + 2 > p.length) return;
  const pseudo =
    protocol === ICMP || protocol === IGMP ? 0 : sum(p, v4 ? 12 : 8, v4 ? 20 : 40, protocol + p.length - header);
  view.setUint16(header + at, 0);
  view.setUint16(header + at, ~sum(p, header, p.length, pseudo) & 0xffff || 0xffff);
}

function headerV4(p, protocol, pick) {
  const view = new DataView(p.buffer, p.byteOffset, p.length);
  p[0] = 0x45;
  view.setUint16(2, p.length);
  view.setUint16(4, pick(65536));
  p[8] = 64;
  p[9] = protocol;
  p.set([192, 168, 28, 1, 192, 168, 28, 2], 12);
  return view;
}

function headerV6(p, protocol) {
  const view = new DataView(p.buffer, p.byteOffset, p.length);
  p[0] = 0x60;
  view.setUint16(4, p.length - 40);
  p[6] = protocol;
  p[7] = 64;
  for (const [at, host] of [
    [8, 1],
    [24, 2],
  ]) {
    p.set([0xfd, 0x28, 0x68, 0x65, 0x72, 0x6d, 0x69, 0x74], at);
    p[at + 15] = host;
  }
  return view;
}

const port = (pick) => (pick(4) ? OPEN[pick(OPEN.length)] : pick(65536));

/** What packets carry: the protocol's number, and its header put at `at`. */
const carried = [
  (p, at, view, pick) => {
    p[at] = pick(3) ? 8 : pick(20);
    view.setUint32(at + 4, pick(2 ** 32));
    return ICMP;
  },
  (p, at, view, pick) => {
    view.setUint16(at, port(pick));
    view.setUint16(at + 2, port(pick));
    view.setUint16(at + 4, pick(5) ? p.length - at : pick(65536));
    return UDP;
  },
  (p, at, view, pick) => {
    view.setUint16(at, 1024 + pick(64));
    view.setUint16(at + 2, port(pick));
    view.setUint32(at + 4, pick(2 ** 32));
    view.setUint32(at + 8, pick(2 ** 32));
    p[at + 12] = (pick(3) ? 5 + pick(4) : pick(16)) << 4;
    // SYN alone often: connections that stay half open.
    p[at + 13] = pick(3) ? 2 : pick(256);
    view.setUint16(at + 14, pick(65536));
    view.setUint16(at + 18, pick(65536));
    // Options: their kinds, lengths of 0 and beyond the end among them.
    for (let i = at + 20; i < Math.min(p.length, at + 60); i++) p[i] = pick(12);
    return TCP;
  },
  (p, at, _, pick) => {
    p[at] = [0x11, 0x12, 0x16, 0x17, 0x22][pick(5)];
    return IGMP;
  },
  (p, at, _, pick) => {
    p[at] = pick(3) ? 128 + pick(10) : pick(256);
    return ICMP6;
  },
  (_p, _at, _view, pick) => pick(256),
];

function plausible(pick) {
  const v6 = pick(4) === 0;
  const header = v6 ? 40 : 20;
  const p = new Uint8Array(header + 60 + (pick(16) ? pick(200) : pick(8800)));
  for (let i = header; i < p.length; i += 1 + pick(8)) p[i] = pick(256);
  const view = v6 ? headerV6(p, 0) : headerV4(p, 0, pick);
  const protocol = carried[pick(carried.length)](p, header, view, pick);
  p[v6 ? 6 : 9] = protocol;
  if (!v6 && pick(4) === 0) {
    // A fragment: first, in between, last; some reach beyond 65535 bytes, some overlap.
    view.setUint16(4, pick(8));
    view.setUint16(6, (pick(2) ? 0x2000 : 0) | (pick(3) ? pick(12) * 16 : pick(0x2000)));
  }
  if (v6 && pick(3) === 0) {
    // Headers between the packet's and what it carries: hop by hop, routing, fragment, destination options, none.
    p[6] = [0, 43, 44, 60, 59][pick(5)];
    p[40] = pick(2) ? [0, 43, 44, 60, TCP, UDP][pick(6)] : pick(256);
    p[41] = pick(4);
  }
  return p;
}

function mutate(p, pick) {
  for (let n = pick(8); n > 0; n--) {
    // Headers more often than what they carry.
    const at = pick(pick(3) ? Math.min(80, p.length) : p.length);
    p[at] = pick(3) ? pick(256) : [0, 0xff, 0x7f, 0x80, p[at] ^ (1 << pick(8))][pick(5)];
  }
}

const kinds = [
  // Nothing but noise, sometimes with a version of IP.
  (pick) => {
    const p = new Uint8Array(1 + (pick(16) ? pick(120) : pick(65535)));
    for (let i = 0; i < Math.min(p.length, 256); i++) p[i] = pick(256);
    if (pick(2)) p[0] = (pick(2) ? 0x40 : 0x60) | pick(16);
    return p;
  },
  // Right checksums in front of wrong contents.
  (pick) => {
    const p = plausible(pick);
    mutate(p, pick);
    addChecksums(p);
    return p;
  },
  (pick) => {
    const p = plausible(pick);
    addChecksums(p);
    mutate(p, pick);
    return p;
  },
  // Cut off.
  (pick) => {
    const p = plausible(pick);
    addChecksums(p);
    return p.subarray(0, 1 + pick(p.length));
  },
  // Longer than it says, or than the network allows; or saying that it is.
  (pick) => {
    const p = plausible(pick);
    const long = new Uint8Array(pick(8) ? p.length + pick(64) : Math.min(65535, 9001 + pick(60_000)));
    long.set(p.subarray(0, long.length));
    if (pick(2))
      new DataView(long.buffer).setUint16(p[0] >> 4 === 4 ? 2 : 4, pick(2) ? long.length & 0xffff : pick(65536));
    addChecksums(long);
    return long;
  },
];

/** A packet that is wrong in some way, or means nothing. */
export function badPacket(pick) {
  return kinds[pick(kinds.length)](pick);
}

/** A packet without data from Linux to isle 0: the SYN of a connection, or the ACK that completes it. */
export function bareSegment({ from, to, sequence, acknowledged }, flags) {
  const p = new Uint8Array(40);
  const view = headerV4(p, TCP, () => 0);
  view.setUint16(20, from);
  view.setUint16(22, to);
  view.setUint32(24, sequence);
  view.setUint32(28, acknowledged);
  p[32] = 5 << 4;
  p[33] = flags;
  view.setUint16(34, 65535);
  addChecksums(p);
  return p;
}

/** Ports, numbers, flags and length of a TCP packet to Linux; undefined for another packet. */
export function readSegment(bytes, at, length) {
  if (length < 40 || bytes[at] !== 0x45 || bytes[at + 9] !== TCP) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  const data = length - 20 - (view.getUint8(32) >> 4) * 4;
  return {
    from: view.getUint16(20),
    to: view.getUint16(22),
    sequence: view.getUint32(24),
    acknowledged: view.getUint32(28),
    flags: view.getUint8(33),
    data,
  };
}

/** A packet of a connection that is there: about where its stream is, in some ways wrong. */
export function straySegment(connection, pick) {
  const options = pick(3) ? 0 : pick(11) * 4;
  const p = new Uint8Array(40 + options + (pick(3) ? pick(64) : pick(8900)));
  const view = headerV4(p, TCP, pick);
  const near = (number) =>
    (number + [0, 0, 0, pick(100), pick(20_000), pick(1 << 20), -pick(20_000), pick(2 ** 32)][pick(8)]) >>> 0;
  view.setUint16(20, connection.from);
  view.setUint16(22, connection.to);
  view.setUint32(24, near(connection.sequence));
  view.setUint32(28, near(connection.acknowledged));
  p[32] = (5 + options / 4) << 4;
  // Mostly plain data; resets seldom, so that connections last.
  p[33] = pick(40) ? 0x10 | (pick(4) ? 0 : pick(2) * 8 + pick(2) * 32) : pick(256);
  view.setUint16(34, pick(4) ? 65535 : pick(65536));
  view.setUint16(38, pick(65536));
  for (let at = 40; at + 4 <= 40 + options;) {
    // Blocks that have arrived, about what was acknowledged; others of any kind and length.
    if (pick(2) && at + 12 <= 40 + options) {
      p.set([1, 1, 5, 10], at);
      view.setUint32(at + 4, near(connection.acknowledged));
      view.setUint32(at + 8, near(connection.acknowledged));
      at += 12;
    } else {
      p.set([pick(12), pick(12), pick(256), pick(256)], at);
      at += 4;
    }
  }
  for (let at = 40 + options; at < p.length; at += 1 + pick(16)) p[at] = pick(256);
  if (pick(10) === 0) mutate(p, pick);
  addChecksums(p);
  return p;
}

/** A datagram from Linux to isle 0. */
export function datagram(from, to, data) {
  const p = new Uint8Array(28 + data.length);
  const view = headerV4(p, UDP, () => 0);
  view.setUint16(20, from);
  view.setUint16(22, to);
  view.setUint16(24, 8 + data.length);
  p.set(data, 28);
  addChecksums(p);
  return p;
}

/** Port and data of a datagram to Linux; undefined for another packet. */
export function readDatagram(bytes, at, length) {
  if (length < 28 || bytes[at] !== 0x45 || bytes[at + 9] !== UDP) return undefined;
  return { port: (bytes[at + 22] << 8) | bytes[at + 23], data: bytes.slice(at + 28, at + length) };
}
