/** What links a machine's isles: the fabric, by which they reach each other, Linux's side of their network, and the loader's channels. */
import type { Channels } from '../../runtime/channels/channels.js';
import { type Fault, HermitError } from '../../runtime/errors.js';
import { LinuxAccess } from '../../runtime/fabric/linux-access.js';
import { Fabric } from '../../runtime/fabric/table.js';
import { LINUX_DEVICE, LOADER, NET_PEERS } from '../../runtime/generated/layout.js';
import type { PeerReply, Peer } from '../../runtime/messages.js';
import type { Network, startNetwork } from '../network/index.js';
import { needsLinux, type NetworkOptions } from '../network/options.js';
import type { NetworkChoice } from '../network/values.js';

/** An isle as its links see it. */
export interface Linked {
  peer: Peer;
  ended: boolean;
}

export interface LinksOptions {
  network: NetworkOptions;
  startNetwork: typeof startNetwork;
  /** The isle that has this number now. */
  find(isle: number): Linked | undefined;
  /** Linux's side of the network cannot go on. */
  onFault(fault: Fault): void;
  onWarning(text: string): void;
}

export class Links {
  readonly fabric = new Fabric();
  private starting: Promise<Network> | undefined;
  /** Linux's side of the network, if there is one, from the first isle on. */
  network: Network | undefined;
  private oneSided: LinuxAccess | undefined;
  private channels: Channels | undefined;
  private closed = false;
  private ending: Promise<void> | undefined;

  constructor(private readonly options: LinksOptions) {}

  /** Begins Linux's side of the network before the first isle boots; several calls are one. @throws HermitError HERMIT_EPORT. */
  async begin(isles: number = NET_PEERS - 1): Promise<void> {
    const { network, startNetwork: start, onFault, onWarning } = this.options;
    if (!needsLinux(network)) return;
    this.starting ??= start({ ...network, fabric: this.fabric, isles, onWarning });
    if (this.network) return;
    this.network = await this.starting;
    void this.network.failed.then(onFault);
  }

  /** One-sided access to regions that isles have opened. */
  get access(): LinuxAccess {
    return (this.oneSided ??= new LinuxAccess(this.fabric, (isle) => this.options.find(isle)?.peer.memory));
  }

  /** The loader's board of channels, made when it is first needed. */
  get board(): Channels {
    if (this.closed) throw new HermitError('HERMIT_ECLOSED', 'the machine is halted');
    const { Channels: Made } =
      require('../../runtime/channels/channels.js') as typeof import('../../runtime/channels/channels.js');
    return (this.channels ??= new Made(this.fabric, (isle) =>
      isle === LOADER ? this.channels : this.options.find(isle)?.peer.memory,
    ));
  }

  /** The reply to a core that wants to reach `isle` in this life; `telling` is called if it gets that isle's memory. */
  reply(isle: number, life: number, telling: () => void): PeerReply {
    const nobody = { isle, life };
    if (this.fabric.life(isle) !== life) return nobody;
    if (isle === LOADER) return this.channels ? { ...nobody, memory: { buffer: this.channels.buffer } } : nobody;
    if (isle === LINUX_DEVICE) return this.network?.peers.find((side) => side.isle === isle) ?? nobody;
    const linked = this.options.find(isle);
    if (!linked || linked.ended) return nobody;
    telling();
    return linked.peer;
  }

  /** An isle has ended: wakes those that wait for it on the Linux side. */
  wake(): void {
    this.channels?.wake();
  }

  /** From now on no channel can be made. */
  halt(): void {
    this.closed = true;
  }

  /** Delivers what isles have sent, once. `isles` still run and end now for the network; `clean`: by their programs' exit. */
  close(isles: readonly number[], clean: boolean): Promise<void> {
    return (this.ending ??= this.leave(isles, clean));
  }

  private async leave(isles: readonly number[], clean: boolean): Promise<void> {
    this.channels?.close();
    const network = await this.starting?.catch(() => undefined);
    for (const isle of isles) network?.ended(isle, clean);
    await network?.close();
  }
}

/** A machine's network, by the library's option. @throws HermitError HERMIT_EINVAL. */
export function networkOf(choice: NetworkChoice | undefined): NetworkOptions {
  const { machineNetwork } = require('../network/values.js') as typeof import('../network/values.js');
  return machineNetwork(choice);
}
