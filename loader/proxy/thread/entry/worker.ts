/** The proxy's thread: serves one isle after the other. Nothing else lives here, so it may block while nothing needs its event loop. */
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { collect } from '../../../../runtime/collect.js';
import { CORES_UP, MAX_CORES } from '../../../../runtime/generated/layout.js';
import { MasterChannel } from '../../../../runtime/master.js';
import type { HermitError } from '../../../../runtime/errors.js';
import { Listening, type ListenAddress } from '../../../wasi/listen.js';
import type { Personality } from '../../ring/personality.js';
import { Ring } from '../../ring/ring.js';
import { faultOf, personalityFor, type ProxyEvents, type ProxyOptions } from '../../start.js';
import { readTerminalWords } from '../../vfs/streams/terminal-size.js';
import { CONTROL, type FromProxy, type Message, type StartOptions, type ToProxy } from '../messages.js';
import { AskedInput, PostedOutput } from '../streams.js';

const { port } = workerData as { port: MessagePort };
// Failing calls are common (a file that isn't there), and nobody looks at the stacks of their errors.
Error.stackTraceLimit = 0;

const post = (message: Message<FromProxy>, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

/** Ports of the program that is to be started. */
let listening: Listening[] = [];
let ring: Ring | undefined;
let input: AskedInput | undefined;

async function listen(addresses: readonly ListenAddress[]): Promise<void> {
  try {
    listening = await Listening.openAll(addresses);
    post({ type: 'listening', ports: listening.map((one) => one.port) });
  } catch (error) {
    const { code, message } = error as HermitError;
    post({ type: 'notListening', code, message });
  }
}

function unlisten(): void {
  for (const one of listening.splice(0)) one.close();
}

/**
 * Signals of the guest's own (timers, children) go straight to it: each wakes threads, and whoever wakes threads waits for V8's list of those that
 * sleep, which a guest can keep busy. That must not be the service's thread.
 */
let master: MasterChannel | undefined;

function signal(number: number): void {
  if (master?.handles(number)) master.signal(number);
  else post({ type: 'signal', signal: number });
}

function masterOf(memory: WebAssembly.Memory): MasterChannel {
  const words = new Int32Array(memory.buffer);
  return new MasterChannel(memory, () => Math.max(0, Math.min(Atomics.load(words, CORES_UP >> 2), MAX_CORES)));
}

const events: ProxyEvents = {
  onExit: (code, machine) => post({ type: 'exit', code, machine }),
  onCores: () => post({ type: 'cores' }),
  onNetwork: () => post({ type: 'network' }),
  onSignal: signal,
  onFault: (fault) => post({ type: 'fault', fault }),
  onWarning: (message) => post({ type: 'warning', message }),
};

/** The options as they were before they were told to this thread. */
function optionsFor(told: StartOptions, control: Int32Array): ProxyOptions {
  const { takesOutput, givesInput, wasi, ...options } = told;
  input = givesInput ? new AskedInput(control, post) : undefined;
  return {
    ...options,
    ...(takesOutput && { outlet: new PostedOutput(control, post) }),
    ...(input && { inlet: input }),
    ...(wasi && { wasi: { ...wasi, listening: listening.splice(0) } }),
  };
}

async function start(told: StartOptions, control: Int32Array): Promise<void> {
  let personality: Personality | undefined;
  let seen = 0;
  /** While the ring blocks or is busy, the event loop hands out no messages. */
  const takeMail = (): void => {
    const mail = Atomics.load(control, CONTROL.MAIL);
    if (mail === seen) return;
    seen = mail;
    for (let one = receiveMessageOnPort(port); one; one = receiveMessageOnPort(port)) take(one.message);
  };
  try {
    const options = optionsFor(told, control);
    personality = personalityFor(options, events);
    const { memory, spin } = options;
    master = masterOf(memory);
    const needsEventLoop = (): boolean => master?.interrupts ?? false;
    ring = new Ring({ memory, spin, mayBlock: true, takeMail, needsEventLoop }, personality, events);
    post({ type: 'started' });
    await ring.serve();
  } catch (error) {
    events.onFault(faultOf(error));
  } finally {
    master?.leave();
    master = ring = input = undefined;
    unlisten();
    personality?.close();
    post({ type: 'stopped' });
    // Else this thread, which has nothing else to do, would keep the isle's memory and 10 GiB of addresses with it.
    setImmediate(collect);
  }
}

/** Messages for a program that has ended meanwhile come before the next one's start, and find nobody. */
function take(message: Message<ToProxy>): void {
  switch (message.type) {
    case 'terminal':
      return readTerminalWords(message.words);
    case 'listen':
      return void listen(message.addresses);
    case 'unlisten':
      return unlisten();
    case 'start':
      return void start(message.options, new Int32Array(message.control));
    case 'input':
      return input?.receive(message.bytes);
    case 'stop':
      return ring?.stop();
  }
}

port.on('message', take);
