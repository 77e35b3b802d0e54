/** All calls that the proxy serves, by number. */
import { NR } from '../../../../runtime/generated/syscalls.js';
import type { Handlers, LinuxCall } from '../call.js';
import { affinity } from './affinity.js';
import { children } from './children.js';
import { control } from './control.js';
import { copying } from './copying.js';
import { files } from './files.js';
import { metadata } from './metadata.js';
import { names } from './names.js';
import { opening } from './opening.js';
import { polling } from './polling.js';
import { spawning } from './spawning.js';
import { status } from './status.js';
import { system } from './system.js';
import { usage } from './usage.js';

/** Every call that the table sends here has its handler. */
const all: Handlers = {
  ...affinity,
  ...children,
  ...control,
  ...copying,
  ...files,
  ...metadata,
  ...names,
  ...opening,
  ...polling,
  ...spawning,
  ...status,
  ...system,
  ...usage,
};

/**
 * A handler whose call is known at run time only, so that marshal.ts, which reads the same table as the types are made of, vouches for its
 * values. A method's type, because those of functions are not compared so loosely.
 */
interface Decoded {
  serve(call: LinuxCall, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown): number;
}

export const handlers: (Decoded['serve'] | undefined)[] = [];
for (const name of Object.keys(all) as (keyof Handlers)[]) handlers[NR[name]] = all[name];
