/** On the thread that starts a proxy elsewhere: what that one asks for and tells, during one start. */
import * as L from '../../../runtime/generated/layout.js';
import { Doorbell, SharedWords } from '../../../runtime/sync/index.js';
import type { Inlet, Outlet } from '../vfs/standard/flow.js';
import type { ProxyEvents, ProxyOptions } from '../start.js';
import {
  CONTROL,
  type FromProxy,
  INPUT_ENDED,
  INPUT_READY,
  type Message,
  PIECE,
  type ToProxy,
  weight,
} from './messages.js';

export class Hosted {
  readonly control = new SharedArrayBuffer(4 * CONTROL.WORDS);
  private readonly words = new Int32Array(this.control);
  private readonly bell: Doorbell;
  private readonly outlet: Outlet | undefined;
  private readonly inlet: Inlet | undefined;
  /** Weight that a stream has taken and has no room for yet, by descriptor. */
  private readonly owed = [0, 0, 0];
  /** Pieces of output so far. */
  private received = 0;
  /** The guest waits for input. */
  private wanted = 0;
  private settling = false;
  private detached = false;

  constructor(
    options: ProxyOptions,
    private readonly events: ProxyEvents,
    private readonly post: (message: Message<ToProxy>) => void,
  ) {
    const { memory, outlet, inlet } = options;
    this.bell = new Doorbell(new SharedWords(memory.buffer), L.DOORBELL, L.PROXY_ASLEEP);
    this.outlet = outlet;
    this.inlet = inlet;
    if (outlet) outlet.changed = (fd) => this.settle(fd);
    if (inlet) inlet.arrived = () => this.arrived();
    this.noteInput();
  }

  /** Posts a message that a ring which blocks is to take. */
  tell(message: Message<ToProxy>): void {
    this.post(message);
    Atomics.add(this.words, CONTROL.MAIL, 1);
    this.bell.alarm();
  }

  /** Wakes the ring once more: a guest that writes the doorbell may have undone what a wake-up changed before the ring slept. */
  wake(): void {
    this.bell.alarm();
  }

  /** Nothing is given or taken any more: the memory may soon be another's. */
  detach(): void {
    this.detached = true;
    if (this.outlet) this.outlet.changed = () => {};
    if (this.inlet) this.inlet.arrived = () => {};
  }

  take(message: Message<FromProxy>): void {
    const { events } = this;
    switch (message.type) {
      case 'output':
        return this.output(message.fd, message.bytes);
      case 'wanted':
        this.wanted = message.most;
        return this.arrived();
      case 'exit':
        return events.onExit(message.code, message.machine);
      case 'cores':
        return events.onCores();
      case 'network':
        return events.onNetwork();
      case 'signal':
        return events.onSignal(message.signal);
      case 'fault':
        return events.onFault(message.fault);
      case 'warning':
        return events.onWarning(message.message);
    }
  }

  /** Pieces of output are under way. */
  get behind(): boolean {
    return Atomics.load(this.words, CONTROL.POSTED) !== this.received;
  }

  private output(fd: number, bytes: Uint8Array): void {
    this.received = (this.received + 1) | 0;
    this.owed[fd] = (this.owed[fd] as number) + weight(bytes.length);
    this.settleLater();
    this.outlet?.take(fd, bytes);
  }

  /**
   * Gives room once the event loop has taken what is here: given at each piece, it would let a guest that writes without end fill the same
   * turn of the loop.
   */
  private settleLater(): void {
    if (this.settling) return;
    this.settling = true;
    setImmediate(() => {
      this.settling = false;
      if (!this.detached) for (const fd of [1, 2]) if (this.owed[fd] !== 0) this.settle(fd);
    });
  }

  /** Gives room for what a stream has taken, and wakes the guest if it waits for that. */
  private settle(fd: number): void {
    const { words } = this;
    const state = this.outlet?.state(fd) ?? 'closed';
    if (state === 'full') return;
    if (state === 'closed') Atomics.store(words, CONTROL.CLOSED + fd, 1);
    Atomics.add(words, CONTROL.TAKEN + fd, this.owed[fd] as number);
    this.owed[fd] = 0;
    if (state === 'closed' || Atomics.exchange(words, CONTROL.FULL + fd, 0) !== 0) this.bell.alarm();
  }

  private noteInput(): void {
    const { inlet, words } = this;
    Atomics.store(words, CONTROL.INPUT, (inlet?.ready ? INPUT_READY : 0) | (inlet?.ended ? INPUT_ENDED : 0));
  }

  private arrived(): void {
    const { wanted } = this;
    // Giving lets the writer write on, who tells of it at once: that one is to be asked for again.
    this.wanted = 0;
    const bytes = wanted > 0 ? this.inlet?.give(Math.min(wanted, PIECE)) : undefined;
    if (!bytes) this.wanted = wanted;
    // Before the bytes go: once they are there, what is told of the rest is right.
    this.noteInput();
    if (bytes) this.tell({ type: 'input', bytes });
    else this.bell.alarm();
  }
}
