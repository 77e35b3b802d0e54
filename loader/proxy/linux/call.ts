/** The types of Linux's calls and their handlers, from kernel/syscalls.tbl: a handler that disagrees with the table does not compile. */
import type { Arguments } from '../../../runtime/generated/syscalls.js';
import type { Call } from '../guest/call.js';
import type { Description } from '../vfs/files/description.js';
import type { Mirror } from './mirror.js';

export type LinuxCall = Call<Mirror>;

/** Buffers of a vector call: address and length in turn, all checked, empty ones left out. The array is filled anew by the next call. */
export type Vectors = readonly number[];

/**
 * Serve one call each: get its arguments as marshal.ts decoded them (descriptors as open files, paths as byte strings, pointers as checked
 * addresses) and answer the result, minus an error number, or PENDING.
 */
export type Handlers = {
  [N in keyof Arguments<Description, Vectors>]: (
    call: LinuxCall,
    ...values: Arguments<Description, Vectors>[N]
  ) => number;
};

/** The handlers of one file. */
export type Family = Partial<Handlers>;
