/** Garbage collection on demand. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collector: (() => void) | undefined;

/**
 * Collects garbage on this thread. What is left of an isle on its heap (views, an instance) keeps the isle's memory, and V8, which does
 * not count that, would let it pile up.
 */
export function collect(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc');
    // Where V8 does not allow that any more, its garbage collector comes when it comes.
    collector = runInNewContext('typeof gc === "function" ? gc : () => {}') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collector();
}
