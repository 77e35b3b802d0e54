/** What stands on Linux's side of the isles' network: the gateway, a TUN device, the recorder. */
import type { Fault } from '../../../runtime/errors.js';
import type { Device } from '../../../runtime/device/index.js';
import type { Peer } from '../../../runtime/messages.js';

/** A device on Linux's side, and the threads that serve it. */
export interface Backend {
  /** Its memory, which isles are told of before they boot. */
  peer: Peer;
  /** Starts its threads. They know these memories: isles', and those of the other backends. */
  start(known: readonly Peer[]): void;
  /** An isle is about to boot after the start. */
  meet?(isle: Peer): void;
  /** An isle has ended; `clean`: by itself. */
  ended?(isle: number, clean: boolean): void;
  /** Ends it; resolves when all that isles have sent before is passed on. */
  close(): Promise<void>;
}

export interface BackendEvents {
  onWarning(text: string): void;
  /** It cannot go on. */
  onFault(fault: Fault): void;
}

/** What a thread needs to reach the isles. */
export interface ThreadData {
  device: Device;
  fabric: WebAssembly.Memory;
  known: readonly Peer[];
}
