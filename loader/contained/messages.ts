/** What frames carry that is no plain number, and what of the child's is believed. */
import { type ErrorCode, errors, type Fault } from '../../runtime/errors.js';
import { CALL_SLOT_SIZE, CALLS_SLOTS, MAX_CORES, MAX_ISLES } from '../../runtime/generated/layout.js';
import type { NetworkChoice } from '../network/values.js';
import type { IsleOutcome } from '../machine/ends.js';
import type { IsleStats } from '../machine/isle.js';
import type { SpecOptions } from '../machine/spec.js';
import type { Callable } from '../machine/program.js';
import { DECLARED_MAX } from '../wasm/declared.js';
import type { Signature, ValueType } from '../wasm/signatures.js';
import type { WasmFrame } from '../../runtime/frames.js';

export interface StartMessage {
  ready: number;
  network: NetworkChoice | undefined;
  /** Isles' memories lie in the file that is descriptor 4. */
  pages: boolean;
}

export interface BootMessage {
  count: number;
  wanted: number | undefined;
  image: number;
  options: SpecOptions;
  /** Its standard input comes in frames. */
  input: boolean;
}

export type RequestMessage =
  | { op: 'serves'; name: string; image: number }
  | { op: 'connect'; isle: number; port: number; waitForListener: boolean; timeout: number | undefined }
  | { op: 'listen'; port: number }
  | { op: 'accept'; listener: number; timeout: number | undefined }
  | { op: 'unlisten'; listener: number }
  | { op: 'send'; channel: number; bytes: Uint8Array; timeout: number | undefined }
  | { op: 'receive'; channel: number; timeout: number | undefined }
  | { op: 'close'; channel: number }
  | { op: 'abort'; request: number };

/** An isle that has booted, as the child tells. */
export interface BootedIsle {
  number: number;
  /** Bytes of its memory, and where it begins in the file of pages; -1: not there. */
  memory: number;
  at: number;
  /** Where its board of calls is, if it serves calls and lies in the file. */
  board: number;
  ports: number[];
  stats: IsleStats;
}

export interface Booted {
  isles: BootedIsle[];
  serves: boolean;
  /** Of an isle that serves calls: so many at once, and its functions. */
  slots: number;
  functions: Callable['functions'];
  declarations: Callable['declarations'];
}

/** The functions as they are said: name, parameters, result, declaration in C; without types: calls cannot pass them. */
export type SaidFunction = [name: string, parameters: string | null, result: string | null, declaration?: string];

export interface Ended {
  outcome: IsleOutcome;
  /** For calls that ran. */
  running?: Fault | undefined;
  stats: IsleStats;
}

/** Longest text of an error that is believed. */
export const TEXT_MAX = 16384;
const FRAMES_MAX = 256;
const FUNCTIONS_MAX = 20_000;
const CALLS_MAX = 1024;

/** What the child said is not what a child of ours says. */
export class Untrue extends Error {}

const wrong = (what: string): never => {
  throw new Untrue(what);
};

type Known = Record<string, unknown>;

const object = (value: unknown): Known =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Known) : wrong('an object');
const text = (value: unknown, most = TEXT_MAX): string =>
  typeof value === 'string' ? value.slice(0, most) : wrong('a text');
const whole = (value: unknown, least: number, most: number): number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    ? (value as number)
    : wrong('a number');
const list = (value: unknown, most: number): unknown[] =>
  Array.isArray(value) && value.length <= most ? value : wrong('a list');

export function parsed(bytes: Buffer): Known {
  try {
    return object(JSON.parse(bytes.toString()));
  } catch {
    return wrong('JSON');
  }
}

/** A code of the table, and the words that came with it. */
export function faultOf(value: unknown): Fault {
  const { code, message } = object(value);
  const known = typeof code === 'string' && Object.hasOwn(errors, code);
  return { code: known ? (code as ErrorCode) : 'HERMIT_ECONTAIN', message: text(message) };
}

const WORD = 2 ** 32 - 1;

function frameOf(value: unknown): WasmFrame {
  const { offset, body } = object(value);
  return { offset: whole(offset, 0, WORD), body: whole(body, 0, WORD) };
}

function outcomeOf(value: unknown): IsleOutcome {
  const said = object(value);
  switch (said['kind']) {
    case 'exit':
      return { kind: 'exit', code: whole(said['code'], -(2 ** 31), WORD) };
    case 'signal':
      return { kind: 'signal', signal: whole(said['signal'], 1, 64) };
    case 'halted':
      return { kind: 'halted' };
    case 'unusable':
      return { kind: 'unusable', message: text(said['message']) };
    case 'limit':
      return { kind: 'limit', ...faultOf(said) };
    case 'fault':
      return { kind: 'fault', ...faultOf(said) };
    case 'trap':
      return {
        kind: 'trap',
        isle: whole(said['isle'], 0, MAX_ISLES),
        core: whole(said['core'], 0, WORD),
        thread: whole(said['thread'], -1, WORD),
        message: text(said['message']),
        frames: list(said['frames'], FRAMES_MAX).map(frameOf),
      };
    default:
      return wrong('an outcome');
  }
}

export function statsOf(value: unknown): IsleStats {
  const { threads, cores, calls } = object(value);
  return {
    threads: whole(threads, 0, WORD),
    cores: whole(cores, 0, MAX_CORES),
    calls: list(calls, CALLS_MAX).map((call) => {
      const { nr, name, home, count } = object(call);
      return {
        nr: whole(nr, 0, WORD),
        name: text(name, 64),
        home: text(home, 64),
        count: whole(count, 0, Number.MAX_SAFE_INTEGER),
      };
    }) as IsleStats['calls'],
  };
}

export function endedOf(said: Known): Ended {
  const running = said['running'] === undefined ? undefined : faultOf(said['running']);
  return { outcome: outcomeOf(said['outcome']), running, stats: statsOf(said['stats']) };
}

const TYPES: readonly string[] = ['i32', 'i64', 'f32', 'f64'];
const typed = (value: unknown): ValueType => (TYPES.includes(value as string) ? (value as ValueType) : wrong('a type'));

/** A name, the types of its parameters, of its result. */
function functionOf(value: unknown): [string, Signature | undefined] {
  const [name, parameters, result] = list(value, 4);
  if (parameters === null) return [text(name, 4096), undefined];
  const types = text(parameters, 8192);
  const signature: Signature = {
    parameters: types === '' ? [] : types.split(' ').map(typed),
    result: result === null ? null : typed(result),
  };
  return [text(name, 4096), signature];
}

/** What is read of it, when it is called, is checked in all its parts. */
function declarationOf(value: unknown): [string, string][] {
  const [name, , , declaration] = list(value, 4);
  return declaration === undefined ? [] : [[text(name, 4096), text(declaration, DECLARED_MAX)]];
}

/** What a board begins with. */
const LINE = 64;
/** 4 GiB. */
const MEMORY_MAX = 2 ** 32;
/** Bytes that the file of pages can have. */
export const PAGES_MAX = 2 ** 50;

/** All of it lies inside of the memory. */
function boardOf(board: unknown, slots: number, memory: number): number {
  const at = whole(board, 0, memory - CALLS_SLOTS - slots * CALL_SLOT_SIZE);
  return at % LINE === 0 ? at : wrong('a board of calls');
}

/** `count`: so many isles were to boot; `most`: so many calls at once. */
export function bootedOf(said: Known, count: number, most: number): Booted {
  const slots = whole(said['slots'], 0, most);
  const isles = list(said['isles'], count).map((isle) => {
    const { number, memory, at, board, ports, stats } = object(isle);
    return {
      number: whole(number, 0, MAX_ISLES - 1),
      memory: whole(memory, 0, MEMORY_MAX),
      board: boardOf(board, slots, memory as number),
      at: whole(at, -1, PAGES_MAX - MEMORY_MAX),
      ports: list(ports, 1024).map((port) => whole(port, 1, 65535)),
      stats: statsOf(stats),
    };
  });
  if (isles.length !== count || typeof said['serves'] !== 'boolean') wrong('isles');
  return {
    isles,
    serves: said['serves'] as boolean,
    slots,
    functions: new Map(list(said['functions'], FUNCTIONS_MAX).map(functionOf)),
    declarations: new Map(list(said['functions'], FUNCTIONS_MAX).flatMap(declarationOf)),
  };
}
