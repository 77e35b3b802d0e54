/** All calls that the proxy serves, by number. */
import { NR } from '../../../runtime/generated/syscalls';
import type { Mirror } from '../mirror';
import { affinity } from './affinity';
import { children } from './children';
import { control } from './control';
import { copying } from './copying';
import { files } from './files';
import { metadata } from './metadata';
import { names } from './names';
import { opening } from './opening';
import { polling } from './polling';
import { spawning } from './spawning';
import { status } from './status';
import { system } from './system';
import { usage } from './usage';

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
