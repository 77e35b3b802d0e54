/** Standard streams of an isle. */
import { Readable, Writable } from 'node:stream';
import type { Inlet, Outlet } from '../proxy/vfs/standard/flow.js';
import type { StandardStreams } from './process.js';
import type { IsleOptions, OutputFunction } from './spec.js';

/** Those of an isle that its owner has. */
export interface IsleStreams {
  input?: InputQueue | undefined;
  output?: OutputStreams | undefined;
}

/** Bytes of standard input that are kept for a program that does not read; then the writer waits. */
const INPUT_AHEAD = 65536;

export const toProcess: OutputFunction = (fd, text) => void (fd === 1 ? process.stdout : process.stderr).write(text);

/** What it throws is its owner's own affair, and thrown apart: it must not spoil what else comes with output, such as answers of calls. */
function apart(take: OutputFunction): OutputFunction {
  return (fd, text) => {
    try {
      take(fd, text);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}

/** Where the standard streams of an isle of a service's lead, and those of them that its owner has. */
export function streamsOf(options: IsleOptions): { streams: StandardStreams; owned: IsleStreams } {
  const { stdio, input: known, output: take } = options;
  const output = stdio && !take ? new OutputStreams() : undefined;
  const input = stdio || known !== undefined ? new InputQueue(known) : undefined;
  const outlet = output ?? (take && { state: () => 'open' as const, take: apart(take) });
  return { streams: { input: false, apart: true, inlet: input, outlet }, owned: { input, output } };
}

/** Standard output and error as streams. The program waits while nobody reads what it wrote. */
export class OutputStreams implements Outlet {
  readonly stdout = this.stream(1);
  readonly stderr = this.stream(2);
  private readonly full = new Set<number>();

  changed?: (fd: number) => void;

  private stream(fd: number): Readable {
    const stream = new Readable({
      read: () => {
        if (this.full.delete(fd)) this.changed?.(fd);
      },
    });
    stream.on('close', () => this.changed?.(fd));
    // A reader that failed has said so to its owner; to the program the stream is closed.
    stream.on('error', () => {});
    return stream;
  }

  private of(fd: number): Readable {
    return fd === 1 ? this.stdout : this.stderr;
  }

  state(fd: number): 'open' | 'full' | 'closed' {
    if (this.of(fd).destroyed) return 'closed';
    return this.full.has(fd) ? 'full' : 'open';
  }

  /** Listeners of the streams are called at once. */
  readonly take = apart((fd, text) => {
    if (!this.of(fd).push(text)) this.full.add(fd);
  });

  end(): void {
    for (const stream of [this.stdout, this.stderr]) if (!stream.destroyed) stream.push(null);
  }
}

/** Standard input: what is known from the start, or what is written to the stream. */
export class InputQueue implements Inlet {
  private readonly chunks: { bytes: Uint8Array; taken: () => void }[] = [];
  ended = false;
  arrived?: () => void;
  readonly stream: Writable | undefined;

  constructor(known?: string | Uint8Array) {
    if (known !== undefined) {
      const bytes = Buffer.from(known as string);
      if (bytes.length > 0) this.chunks.push({ bytes, taken: () => {} });
      this.ended = true;
      return;
    }
    const close = (error: Error | null, done: (error?: Error | null) => void): void => {
      this.ended = true;
      this.arrived?.();
      done(error);
    };
    this.stream = new Writable({
      highWaterMark: INPUT_AHEAD,
      write: (chunk: Uint8Array, _, taken) => {
        this.chunks.push({ bytes: chunk, taken });
        this.arrived?.();
      },
      final: (done) => close(null, done),
      destroy: close,
    });
    this.stream.on('error', () => {});
  }

  get ready(): boolean {
    return this.chunks.length > 0;
  }

  give(most: number): Uint8Array | undefined {
    const first = this.chunks[0];
    if (!first) return undefined;
    const { bytes, taken } = first;
    if (bytes.length > most) {
      first.bytes = bytes.subarray(most);
      return bytes.subarray(0, most);
    }
    this.chunks.shift();
    taken();
    return bytes;
  }

  /** The program has ended: nobody takes what is written. */
  end(): void {
    this.chunks.length = 0;
    this.stream?.destroy();
  }
}
