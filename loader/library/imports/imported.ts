/** The isle behind an imported C file: booted when a function is first called, and again when it has ended. It keeps no process alive by itself. */
import { here } from '../../machine/ends.js';
import type { Isle } from '../../machine/isle.js';
import type { CallArgument, CallResult } from '../../calls/values.js';
import { backgroundMachine, type Machine } from '../machine.js';
import type { Attributes } from './attributes.js';

/** What the module of a C file exports by default. */
export interface Imported {
  /** Passes the isle to `work`; the process stays alive until its promise has settled. */
  use<T>(work: (isle: Isle) => Promise<T> | T): Promise<T>;
  /** Ends the isle. The next call boots another one, with C variables reset. */
  halt(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

type Function = (...args: CallArgument[]) => Promise<CallResult>;

/** Milliseconds of a timer that never comes: while it counts, the process stays. */
const NEVER = 2 ** 31 - 1;
const stay = setInterval(() => {}, NEVER).unref();
let waiting = 0;

async function staying<T>(work: () => Promise<T>): Promise<T> {
  if (waiting++ === 0) stay.ref();
  try {
    return await work();
  } finally {
    if (--waiting === 0) stay.unref();
  }
}

/** `names`: functions, and whether they return a text. */
export function imported(
  file: string,
  names: [name: string, returns: 'string' | null][],
  options: Attributes['options'],
  base64: string,
): { kernel: Imported; functions: Function[] } {
  const image = Buffer.from(base64, 'base64');
  let machine: Machine | undefined;
  let booting: Promise<Isle> | undefined;
  let isle: Isle | undefined;
  const boot = async (): Promise<Isle> => {
    machine ??= backgroundMachine();
    return (isle = await machine.bootIsle(image, { name: file, serve: true, ...options }));
  };
  const ready = (): Promise<Isle> => {
    if (isle && !isle.ended) return Promise.resolve(isle);
    return (booting ??= boot().finally(() => (booting = undefined)));
  };
  const halt = (): Promise<void> =>
    staying(async () => {
      await booting?.catch(() => {});
      const old = machine;
      machine = undefined;
      isle = undefined;
      await old?.halt();
    });
  const use = <T>(work: (isle: Isle) => Promise<T> | T): Promise<T> => staying(async () => work(await ready()));
  const functions = names.map(([name, text]): Function => {
    const how = text === null ? { copy: true } : { copy: true, returns: text };
    return async (...args) => {
      try {
        return await staying(async () => (await ready()).callWith(how, name, ...args));
      } catch (error) {
        throw here(error);
      }
    };
  });
  return { kernel: { use, halt, [Symbol.asyncDispose]: halt }, functions };
}
