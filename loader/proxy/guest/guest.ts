/** What the proxy keeps for a guest, whichever calls it makes: its memory, its open files, its name space. */
import fs from 'node:fs';
import * as layout from '../../../runtime/generated/layout.js';
import { Doorbell, SharedWords } from '../../../runtime/sync/index.js';
import { CheckedMemory } from '../abi/checked-memory.js';
import { E, fail } from '../abi/errno.js';
import { hostFlags } from '../abi/numbers.js';
import type { Description } from '../vfs/files/description.js';
import { Held } from '../vfs/files/held.js';
import { Handles } from '../vfs/handles.js';
import { openedOnHost } from '../vfs/host/opened.js';
import { fillDev, fillEtc, fillProc } from '../vfs/made/contents.js';
import { Namespace } from '../vfs/namespace.js';
import { openStandard } from '../vfs/standard/standard.js';
import type { GuestEvents, GuestOptions } from './options.js';

export class Guest {
  readonly memory: CheckedMemory;
  readonly handles: Handles;
  readonly namespace: Namespace;
  readonly held: Held;
  /** Sockets, children, timers and others that this thread's event loop has for the guest: see Personality.needsEventLoop. */
  expected = 0;
  private closed = false;
  private readonly bell: Doorbell;

  constructor(
    readonly data: GuestOptions,
    readonly events: GuestEvents,
  ) {
    this.memory = new CheckedMemory(data.memory);
    this.bell = new Doorbell(new SharedWords(data.memory.buffer), layout.DOORBELL, layout.PROXY_ASLEEP);
    this.handles = new Handles(data.files);
    this.held = new Held(data.holdLimit ?? Infinity);
    for (const [fd, file] of openStandard(data, () => this.ring()).entries()) this.handles.set(fd, file);
    try {
      this.namespace = new Namespace({
        grants: data.dirs,
        ids: data.ids,
        dev: (d) => fillDev(d, this.devParts()),
        etc: (d) => fillEtc(d, data.ids, data.isle, data.network),
        proc: (d) => fillProc(d, this.procParts()),
        writeLimit: data.writeLimit,
        tmpLimit: data.tmpLimit,
        held: this.held,
      });
    } catch (error) {
      this.handles.closeAll();
      throw error;
    }
  }

  private shared(handle: number): Description | undefined {
    const description = this.handles.get(handle);
    if (description) description.references++;
    return description;
  }

  private devParts(): Parameters<typeof fillDev>[1] {
    return {
      standard: (handle) => this.shared(handle),
      status: (handle) => this.handles.get(handle)?.stat(),
      // Whoever takes the output in place of the process's streams has no terminal to give.
      terminal: (flags) => (this.data.outlet ? fail(E.ENXIO) : openTerminal(flags)),
    };
  }

  private procParts(): Parameters<typeof fillProc>[1] {
    const word = (address: number): number => this.memory.word(address);
    return {
      pid: word(layout.BOOT_PID),
      ids: this.data.ids,
      argv: () => {
        const argv = word(layout.BOOT_ARGV);
        return argv === 0 ? [] : this.memory.strings(argv, 4096);
      },
      cwd: () => this.workingDirectory(),
      mounts: () => this.namespace.mounts(),
      memoryBytes: () => this.memory.size,
      threads: () => Math.max(1, word(layout.CORES_UP)),
    };
  }

  /** Its path. */
  protected workingDirectory(): string {
    return '/';
  }

  /** Wakes the ring from this thread's event loop, or another's: a call that waits may go on. */
  ring(): void {
    // Its memory may be another's by now.
    if (this.closed) return;
    this.bell.alarm();
  }

  close(): void {
    this.closed = true;
    this.handles.closeAll();
    this.namespace.close();
  }
}

/** /dev/tty: the terminal of whoever started the loader, if there is one. */
function openTerminal(flags: number): Description {
  return openedOnHost(fs.openSync('/dev/tty', hostFlags(flags)), flags, undefined);
}
