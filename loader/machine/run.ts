/** A program from its beginning to its end, in an isle of its own. */
import type * as StringDecoders from 'node:string_decoder';
import { turn } from '../../runtime/loop-turn.js';
import type { Isle } from './isle.js';
import type { RunResult } from './options.js';
import type { IsleOptions } from './spec.js';

/** Bytes that are decoded in one turn of the event loop. */
const PIECE = 1 << 20;

/** What a stream has been given, in one piece: a program that writes single bytes must not cost an object for each. */
class Kept {
  private bytes = Buffer.alloc(0);
  private length = 0;

  add(more: Uint8Array): void {
    const length = this.length + more.length;
    if (length > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.bytes.length, 1024));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(more, this.length);
    this.length = length;
  }

  async text(): Promise<string> {
    const { bytes, length } = this;
    if (length <= PIECE) return bytes.toString('utf8', 0, length);
    const { StringDecoder } = require('node:string_decoder') as typeof StringDecoders;
    const decoder = new StringDecoder();
    let text = '';
    for (let at = 0; at < length; at += PIECE) {
      text += decoder.write(bytes.subarray(at, Math.min(at + PIECE, length)));
      await turn();
    }
    return text + decoder.end();
  }
}

/** Boots it, keeps what it writes unless `output` takes it, and waits for its end. @throws as bootIsle, and the signal's reason. */
export async function runToEnd(
  boot: (options: IsleOptions) => Promise<Isle>,
  options: IsleOptions,
): Promise<RunResult> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const output = (fd: number, text: Uint8Array): void => (fd === 1 ? stdout : stderr).add(text);
  const isle = await boot({ output, ...options });
  const outcome = await isle.done;
  options.signal?.throwIfAborted();
  return { outcome, stdout: await stdout.text(), stderr: await stderr.text() };
}
