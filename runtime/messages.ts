/** What the thread that boots an isle and its cores tell each other. */
import type { Fault } from './errors.js';
import type { WasmFrame } from './frames.js';

/** What a core is. */
export interface CoreTask {
  isle: number;
  core: number;
  memory: WebAssembly.Memory;
  /** Core 0 boots the image; the others enter it and wait for threads. */
  boot: boolean;
  /** What links the isles (fabric.ts). */
  fabric: WebAssembly.Memory;
  /** Where it enters Linux's id of its thread (host-threads.ts). */
  threads: SharedArrayBuffer;
}

/** The memory of an isle, or of the loader's board of channels, in one life of its number. */
export interface Peer {
  isle: number;
  life: number;
  memory: { readonly buffer: ArrayBufferLike };
}

/** How cores enter a program, whose code is shared, not copied. */
export interface Entrance {
  module: WebAssembly.Module;
  /** It has no entry for a second core. */
  alone: boolean;
  /** Module of the thunks that call the image's exported functions, where such calls are served. */
  thunks?: WebAssembly.Module | undefined;
  /** It is no image: what enters it. */
  guest?: Guest | undefined;
}

/** A program that is no image: how its cores enter it. */
export interface Guest {
  /** Path of a module whose `enter` takes the place of an image's. */
  entry: string;
  /** What only that module knows. */
  data: unknown;
}

/** To a core's thread. */
export interface CoreStart {
  task: CoreTask;
  /** Isles that are there from the start, for a thread that cannot ask for them later. */
  isles: Peer[];
  entrance: Entrance;
}

/** What is at that path. `entering` is called before the program is entered, once that cannot fail any more. */
export interface GuestEntry {
  enter(start: CoreStart, entering?: () => void): CoreEnd;
}

/** Takes a line of an image's kernel that its core passes on: its last words. */
export type Say = (line: string) => void;

/** From a core that has left the image. */
export type CoreEnd =
  | { kind: 'halted' }
  /** The image trapped. Frames: innermost first. */
  | { kind: 'trap'; message: string; frames: WasmFrame[]; thread: number }
  /** The image could not be entered. */
  | ({ kind: 'fault' } & Fault)
  /** The program turned out to be none that can run. */
  | { kind: 'unusable'; message: string };

/** From a core of an isle that others may join later, on a port of its own: before it enters the image, when it reaches for another isle, and its kernel's last words. */
export type CoreNews =
  | { kind: 'entering' }
  | { kind: 'who'; isle: number; life: number }
  | { kind: 'said'; line: string };

/** The answer to 'who'; no memory: there is no such isle any more. */
export type PeerReply = Omit<Peer, 'memory'> & Partial<Pick<Peer, 'memory'>>;
