/** The call that is being served, as its handler sees it beside its arguments. */
import { PENDING } from '../ring/personality.js';
import type { Guest } from './guest.js';

/** A call that waits. */
export interface Blocked {
  /** Tries again: a result, PENDING or PARTLY. May throw as handlers do. */
  retry(): number;
  /** The result when the core wants the request back; -EINTR by default. */
  cancelled?(): number;
  /** The guest has ended while it waited: what it holds, which no other has, is to be let go. */
  abandoned?(): void;
}

/** One object serves all calls of a guest in turn, so that a request makes none: what a call needs later, when it goes on, it has to copy. */
export class Call<G extends Guest = Guest> {
  /** Number of the core that waits for the answer. */
  core = 0;
  /** The handle behind the descriptor among the arguments, the last one if there are two. */
  handle = 0;
  /** The last of the arguments that are offsets beyond FILE_MAX, which are infinite as numbers (abi/offsets.ts). */
  wide = 0n;
  /** How the call goes on: set by block. */
  blocked: Blocked | undefined;

  constructor(readonly guest: G) {}

  /** Answers PENDING for a handler after noting how its call goes on. */
  block(blocked: Blocked): number {
    this.blocked = blocked;
    return PENDING;
  }
}
