/** Garbage collection on demand. */
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** V8's own syntax for it. `gc()` would need a context of its own, and making one fails aloud when the thread is ended meanwhile. */
const COLLECT = '%CollectGarbage(0)';
const SYNTAX = 'allow-natives-syntax';
/** Whoever started the process with it goes on having it. */
const given = process.execArgv.includes(`--${SYNTAX}`);

let script: Script | undefined;

/**
 * Collects garbage on this thread. What is left of an isle on its heap (views, an instance) keeps the isle's memory, and V8, which does
 * not count that, would let it pile up.
 */
export function collect(): void {
  // Each time: V8 drops code that has not run for long, and compiles it again.
  setFlagsFromString(`--${SYNTAX}`);
  try {
    script ??= new Script(COLLECT);
    script.runInThisContext();
  } catch {
    // Another thread has just taken the syntax away, or this V8 has none: then garbage is collected when V8 wants to.
  } finally {
    if (!given) setFlagsFromString(`--no-${SYNTAX}`);
  }
}
