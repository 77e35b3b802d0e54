/** Questions to the child, and channels, whose ends it has: each call of one is a question. */
import { serialize } from 'node:v8';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import { Listener } from '../../runtime/channels/listener.js';
import type { Patience } from '../../runtime/channels/waits.js';
import { HermitError } from '../../runtime/errors.js';
import { CHANNEL_PACKET_MAX } from '../../runtime/generated/layout.js';
import type { Child } from './child.js';
import { TO_CHILD } from './frames.js';
import { faultOf, parsed, type RequestMessage, Untrue } from './messages.js';

interface Reply {
  value: number;
  /** A packet. */
  bytes: Uint8Array;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

const TIMEOUT_MAX = 2 ** 31 - 1;

export class Requests {
  private readonly waiting = new Map<number, Waiting>();
  private readonly ports = new Set<number>();
  private nextId = 1;
  private failure: HermitError | undefined;

  constructor(private readonly child: Child) {}

  ask(message: RequestMessage, signal?: AbortSignal): Promise<Reply> {
    if (this.failure) return Promise.reject(this.failure);
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = this.nextId++;
    return new Promise<Reply>((resolve, reject) => {
      const abort = (): void => {
        this.say({ op: 'abort', request: id });
        reject(signal!.reason as Error);
      };
      const deaf = (): void => signal?.removeEventListener('abort', abort);
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting.set(id, {
        resolve: (reply) => {
          deaf();
          resolve(reply);
        },
        reject: (error) => {
          deaf();
          reject(error as Error);
        },
      });
      this.child.send(TO_CHILD.REQUEST, id, serialize(message));
    });
  }

  private say(message: RequestMessage): void {
    if (!this.failure) this.child.send(TO_CHILD.REQUEST, 0, serialize(message));
  }

  /** A reply: bytes of JSON, JSON, a packet. @throws Untrue. */
  heard(id: number, body: Buffer): void {
    const waiting = this.waiting.get(id);
    const length = body.length >= 4 ? body.readUInt32LE(0) : Infinity;
    if (!waiting || length > body.length - 4) throw new Untrue('a reply to no question');
    const said = parsed(body.subarray(4, 4 + length));
    const bytes = new Uint8Array(body.subarray(4 + length));
    if (bytes.length > CHANNEL_PACKET_MAX) throw new Untrue('a packet that is too long');
    this.waiting.delete(id);
    if (said['code'] !== undefined) {
      const { code, message } = faultOf(said);
      return waiting.reject(new HermitError(code, message));
    }
    if (!Number.isInteger(said['value'])) throw new Untrue('a reply without a value');
    waiting.resolve({ value: said['value'] as number, bytes });
  }

  /** The child has ended. */
  end(error: HermitError): void {
    this.failure = error;
    for (const { reject } of this.waiting.values()) reject(new HermitError(error.code, error.message));
    this.waiting.clear();
  }

  listen(port: number): Listener {
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new HermitError('HERMIT_EINVAL', `expected a port from 0 to 65535, got ${port}`);
    if (this.ports.has(port))
      throw new HermitError('HERMIT_EADDRINUSE', `port ${port}: the loader is already listening on it`);
    this.ports.add(port);
    const listening = this.ask({ op: 'listen', port });
    // Who accepts hears of it.
    listening.catch(() => {});
    return new Listener(port, {
      open: () => this.ports.has(port),
      accept: async (patience) => {
        const { value: listener } = await listening;
        const { value, bytes } = await this.ask(
          { op: 'accept', listener, timeout: timeoutOf(patience) },
          patience.signal,
        );
        return this.channel(value, bytes[0] ?? 0);
      },
      close: () => {
        this.ports.delete(port);
        listening.then(({ value: listener }) => this.say({ op: 'unlisten', listener })).catch(() => {});
      },
    });
  }

  async connect(isle: number, port: number, options: ConnectOptions): Promise<Channel> {
    const { waitForListener = false } = options;
    const asked = { op: 'connect', isle, port, waitForListener, timeout: timeoutOf(options) } as const;
    const { value, bytes } = await this.ask(asked, options.signal);
    return this.channel(value, bytes[0] ?? 0);
  }

  private channel(channel: number, isle: number): Channel {
    const { ask, say } = { ask: this.ask.bind(this), say: this.say.bind(this) };
    const receive = async (patience: Patience = {}): Promise<Uint8Array> =>
      (await ask({ op: 'receive', channel, timeout: timeoutOf(patience) }, patience.signal)).bytes;
    const close = (): void => say({ op: 'close', channel });
    const sending = async (data: Uint8Array, patience: Patience = {}): Promise<void> => {
      const bytes = new Uint8Array(data);
      await ask({ op: 'send', channel, bytes, timeout: timeoutOf(patience) }, patience.signal);
    };
    const remote: Pick<Channel, keyof Channel> = {
      isle,
      receive,
      close,
      send: sending,
      async *[Symbol.asyncIterator]() {
        for (;;) {
          try {
            yield await receive();
          } catch (error) {
            if ((error as { code?: string }).code === 'HERMIT_EPIPE') return;
            throw error;
          }
        }
      },
      [Symbol.dispose]: close,
    };
    // A class's own fields are nobody else's business.
    return remote as Channel;
  }
}

function timeoutOf({ timeout }: Patience): number | undefined {
  if (timeout === undefined || timeout === Infinity) return undefined;
  if (!(timeout >= 0)) throw new HermitError('HERMIT_EINVAL', `expected a timeout of 0 ms or more, got ${timeout}`);
  return Math.min(timeout, TIMEOUT_MAX);
}
