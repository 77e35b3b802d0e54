/** Datagrams of isles to destinations outside their network, each port of an isle's through a socket of its own, and the answers. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { ExpiringMap } from './expiring-map.js';
import { DNS_PORT, type NameServer } from './outbound.js';
import { addressText, type Policy } from './policy.js';
import { GATEWAY_ADDRESS, type IpStack } from './ip-stack.js';

/** Ports of isles at once, destinations of each, and how long (ms) both are remembered. */
const SOCKETS = 512;
const DESTINATIONS = 256;
const REMEMBERED_MS = 60_000;
/** How long (ms) an address is known to be no host's but this one's, or another's. */
const OWN_MS = 30_000;
/** Datagrams that wait for a decision; beyond, they are lost as on any link. */
const WAITING = 256;

interface Mapping {
  socket: Socket;
  /** By the address that answers: the one that the isle knows. */
  destinations: ExpiringMap<string, { to: number; port: number }>;
}

export class OutboundDatagrams {
  private readonly mappings = new ExpiringMap<string, Mapping>(SOCKETS, REMEMBERED_MS, ({ socket, destinations }) => {
    destinations.clear();
    socket.close();
  });
  private readonly own = new ExpiringMap<number, boolean>(DESTINATIONS, OWN_MS, () => {});
  private waiting = 0;

  constructor(
    private readonly ipStack: IpStack,
    private readonly policy: Policy,
    private readonly server: NameServer | null,
  ) {}

  /** False: the destination is the gateway's own address, which has no such port. */
  take(from: number, fromPort: number, to: number, port: number, data: Uint8Array): boolean {
    const asks = to === GATEWAY_ADDRESS && port === DNS_PORT;
    if (asks && !this.server) return false;
    if (asks) this.pass(from, fromPort, { to, port }, this.server!, data);
    else if (this.waiting < WAITING) void this.decide(from, fromPort, to, port, data.slice());
    return true;
  }

  private async decide(from: number, fromPort: number, to: number, port: number, data: Uint8Array): Promise<void> {
    this.waiting++;
    try {
      const target = await this.policy.target(to, port);
      if (target === null || (!this.policy.lists(target, port) && (await this.isOwn(target)))) return;
      this.pass(from, fromPort, { to, port }, { address: addressText(target), port }, data);
    } finally {
      this.waiting--;
    }
  }

  /** Whether Linux would bring a datagram to this machine itself: it then sends from the address that it sends to. */
  private async isOwn(address: number): Promise<boolean> {
    const known = this.own.get(address);
    if (known !== undefined) return known;
    const text = addressText(address);
    const probe = createSocket('udp4');
    const own = await new Promise<boolean>((resolve) => {
      probe.on('error', () => resolve(false));
      // Nothing is sent by that.
      probe.connect(DNS_PORT, text, () => resolve(probe.address().address === text));
    });
    probe.close();
    this.own.set(address, own);
    return own;
  }

  private pass(
    from: number,
    fromPort: number,
    seen: { to: number; port: number },
    real: NameServer,
    data: Uint8Array,
  ): void {
    const six = isIPv6(real.address);
    const key = `${from} ${fromPort} ${six}`;
    let mapping = this.mappings.get(key);
    if (!mapping) {
      const socket = createSocket(six ? 'udp6' : 'udp4');
      const destinations = new ExpiringMap<string, { to: number; port: number }>(DESTINATIONS, REMEMBERED_MS, () => {});
      mapping = { socket, destinations };
      socket.on('error', () => {});
      socket.on('message', (answer, { address, port }) => {
        // Only who was asked may answer.
        const whom = destinations.get(`${port} ${address}`);
        if (!whom) return;
        this.mappings.get(key);
        this.ipStack.sendDatagram(whom.to, whom.port, from, fromPort, answer);
      });
      this.mappings.set(key, mapping);
    }
    const name = `${real.port} ${real.address}`;
    if (!mapping.destinations.get(name)) mapping.destinations.set(name, seen);
    mapping.socket.send(data.slice(), real.port, real.address, () => {});
  }

  close(): void {
    this.mappings.clear();
    this.own.clear();
  }
}
