/** Questions of the service: what an image is, and the loader's ends of channels. */
import type { Channel } from '../../../runtime/channels/channel.js';
import type { Listener } from '../../../runtime/channels/listener.js';
import { HermitError } from '../../../runtime/errors.js';
import type { LocalMachine } from '../../machine/machine.js';
import { preparedProgram } from '../../machine/modules.js';
import { TO_SERVICE, word } from '../frames.js';
import type { RequestMessage } from '../messages.js';
import { json, type Say, told } from './saying.js';

/** What the service has by numbers. */
export interface Ends {
  channels: Map<number, Channel>;
  listeners: Map<number, Listener>;
  aborts: Map<number, AbortController>;
  next: number;
}

export const newEnds = (): Ends => ({ channels: new Map(), listeners: new Map(), aborts: new Map(), next: 1 });

type Done = [value: number, bytes?: Uint8Array];

export async function answerRequest(
  machine: LocalMachine,
  images: ReadonlyMap<number, Uint8Array>,
  ends: Ends,
  id: number,
  message: RequestMessage,
  say: Say,
): Promise<void> {
  if (message.op === 'abort') return ends.aborts.get(message.request)?.abort();
  const abort = new AbortController();
  ends.aborts.set(id, abort);
  const reply = (text: Buffer, bytes: Uint8Array = new Uint8Array()): void => {
    // Some are said, not asked.
    if (id !== 0) say(TO_SERVICE.REPLY, id, word(text.length), text, bytes);
  };
  try {
    const [value, bytes] = await done(machine, images, ends, message, abort.signal);
    reply(json({ value }), bytes);
  } catch (error) {
    reply(json(abort.signal.aborted ? { code: 'HERMIT_EINTR', message: 'aborted' } : told(error)));
  } finally {
    ends.aborts.delete(id);
  }
}

async function done(
  machine: LocalMachine,
  images: ReadonlyMap<number, Uint8Array>,
  ends: Ends,
  message: Exclude<RequestMessage, { op: 'abort' }>,
  signal: AbortSignal,
): Promise<Done> {
  const channel = (number: number): Channel =>
    ends.channels.get(number) ?? raise(new HermitError('HERMIT_EBADF', 'the channel is closed'));
  const opened = (made: Channel): Done => {
    const number = ends.next++;
    ends.channels.set(number, made);
    return [number, Uint8Array.of(made.isle)];
  };
  switch (message.op) {
    case 'serves':
      return [(await preparedProgram(message.name, images.get(message.image)!, undefined)).serves ? 1 : 0];
    case 'connect': {
      const { isle, port, waitForListener, timeout } = message;
      return opened(await machine.connect(isle, port, { waitForListener, timeout, signal }));
    }
    case 'listen': {
      const number = ends.next++;
      ends.listeners.set(number, machine.listen(message.port));
      return [number];
    }
    case 'accept': {
      const listener = ends.listeners.get(message.listener);
      if (!listener) throw new HermitError('HERMIT_EINVAL', 'accept: the loader has stopped listening');
      return opened(await listener.accept({ timeout: message.timeout, signal }));
    }
    case 'unlisten':
      ends.listeners.get(message.listener)?.close();
      ends.listeners.delete(message.listener);
      return [0];
    case 'send':
      await channel(message.channel).send(message.bytes, { timeout: message.timeout, signal });
      return [0];
    case 'receive':
      return [0, await channel(message.channel).receive({ timeout: message.timeout, signal })];
    case 'close':
      ends.channels.get(message.channel)?.close();
      ends.channels.delete(message.channel);
      return [0];
  }
}

const raise = (error: Error): never => {
  throw error;
};
