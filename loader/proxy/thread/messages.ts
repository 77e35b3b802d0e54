/** What a proxy's thread and the thread that started it tell each other, and the words that they share meanwhile. */
import type { ErrorCode, Fault } from '../../../runtime/errors.js';
import type { WasiGrants } from '../../wasi/grants.js';
import type { ListenAddress } from '../../wasi/listen.js';
import type { ProxyOptions } from '../start.js';

/** Bytes of one message of output or input at most. */
export const PIECE = 65536;
/** Bytes of a stream of output that may be on their way; then the guest waits. */
export const WINDOW = 4 * PIECE;
/** What the shortest message counts as. So few there are at most that taking them is no long turn of the receiver's event loop. */
const LEAST = 2048;

/** What a piece takes of the window. */
export const weight = (bytes: number): number => Math.max(bytes, LEAST);

/** Words of the control buffer of one start. The streams' words stand at the stream's descriptor number, 1 or 2, behind the name. */
export const CONTROL = {
  /** Counted up after each message to the proxy's thread, before the doorbell rings. */
  MAIL: 0,
  /** INPUT_…. */
  INPUT: 1,
  /** Weight that was taken so far, modulo 2^32. */
  TAKEN: 1,
  /** 1: the proxy has found the window used up, and wants the doorbell to ring when it is not. */
  FULL: 3,
  /** 1: nobody reads the stream any more. */
  CLOSED: 5,
  /** Counted up after each piece of output. */
  POSTED: 8,
  WORDS: 9,
} as const;

/** There is something to be asked for; nothing comes any more after it. */
export const INPUT_READY = 1;
export const INPUT_ENDED = 2;

/** Options that can be told to another thread. */
export interface StartOptions extends Omit<ProxyOptions, 'outlet' | 'inlet' | 'wasi'> {
  /** There is an outlet, an inlet. */
  takesOutput: boolean;
  givesInput: boolean;
  /** The ports that the thread has opened before are its sockets that listen. */
  wasi?: Omit<WasiGrants, 'listening'>;
}

/** To the proxy's thread. */
export interface ToProxy {
  /** The terminal's size, once. */
  terminal: { words: Int32Array };
  /** Opens ports for the program that is started next. */
  listen: { addresses: readonly ListenAddress[] };
  /** That program is not started. */
  unlisten: {};
  start: { options: StartOptions; control: SharedArrayBuffer };
  input: { bytes: Uint8Array };
  stop: {};
}

/** From the proxy's thread. */
export interface FromProxy {
  /** It serves; else a fault is told. */
  started: {};
  listening: { ports: number[] };
  notListening: { code: ErrorCode; message: string };
  output: { fd: number; bytes: Uint8Array };
  /** The guest reads: at most so many bytes are wanted. */
  wanted: { most: number };
  exit: { code: number; machine: boolean };
  cores: {};
  network: {};
  signal: { signal: number };
  fault: { fault: Fault };
  warning: { message: string };
  /** The last message of a start: the thread is free. */
  stopped: {};
}

/** A message of a map, `type` says which. */
export type Message<Map> = { [Type in keyof Map]: { type: Type } & Map[Type] }[keyof Map];
