/** A program from its beginning to its end, in an isle of its own. */
import type { Isle } from './isle.js';
import type { RunResult } from './options.js';
import type { IsleOptions } from './spec.js';

/** Boots it, keeps what it writes unless `output` takes it, and waits for its end. @throws as bootIsle, and the signal's reason. */
export async function runToEnd(
  boot: (options: IsleOptions) => Promise<Isle>,
  options: IsleOptions,
): Promise<RunResult> {
  const kept: { fd: number; text: Uint8Array }[] = [];
  const output = (fd: number, text: Uint8Array): void => void kept.push({ fd, text });
  const isle = await boot({ output, ...options });
  const outcome = await isle.done;
  options.signal?.throwIfAborted();
  const text = (of: number): string =>
    Buffer.concat(kept.filter(({ fd }) => fd === of).map((part) => part.text)).toString();
  return { outcome, stdout: text(1), stderr: text(2) };
}
