/** All calls that the proxy serves, by number. */
import { NR } from '../../../../runtime/generated/syscalls.js';
import type { Mirror } from '../mirror.js';
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

/**
 * Serves one call: gets its arguments as marshal.ts decoded them (descriptors as open files, paths as byte strings, pointers
 * as checked addresses) and answers the result, minus an error number, or PENDING.
 */
export type Handler = (mirror: Mirror, ...values: never[]) => number;
export type Family = Partial<Record<keyof typeof NR, Handler>>;

const families: Family[] = [
  affinity,
  children,
  control,
  copying,
  files,
  metadata,
  names,
  opening,
  polling,
  spawning,
  status,
  system,
  usage,
];

export const handlers: (Handler | undefined)[] = [];
for (const family of families) {
  for (const [name, handler] of Object.entries(family)) handlers[NR[name as keyof typeof NR]] = handler;
}
