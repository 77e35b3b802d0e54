/** What the thread that boots an isle and its cores tell each other. */

/** What a core is. */
export interface CoreTask {
  isle: number;
  core: number;
  memory: WebAssembly.Memory;
  /** Core 0 boots the image; the others enter it and wait for threads. */
  boot: boolean;
  /** What links the isles (fabric.ts), and the isles that are there, this one among them. */
  fabric: SharedArrayBuffer;
  isles: Neighbour[];
}

/** An isle's memory; sent to cores when it is booted after them. */
export interface Neighbour {
  isle: number;
  memory: WebAssembly.Memory;
}

/** To a core's thread: it enters the image, whose code is shared, not copied. */
export interface CoreStart {
  task: CoreTask;
  module: WebAssembly.Module;
}

/** From a core, when it has left the image. */
export type CoreEnd =
  | { kind: 'halted' }
  /** The image trapped. `stack` is V8's text, with function indices and byte offsets. */
  | { kind: 'trap'; message: string; stack: string; thread: number }
  /** The image could not be entered. */
  | { kind: 'fault'; message: string };
