/** Child processes, as the proxy knows them: the main thread starts them and reports what became of them. */
import { receiveMessageOnPort } from 'node:worker_threads';
import { Pipes } from './pipes.js';
import {
  CONTROL,
  type HostMessage,
  type ProxyMessage,
  type ProxyWorkerData,
  type SpawnCommand,
} from '../ring/messages.js';

/** A child that ended; `status` as wait(2) encodes it. */
export interface Ended {
  pid: number;
  status: number;
}

export class Children {
  readonly pipes = new Pipes();
  /** Status by process number; undefined while it runs. */
  private readonly known = new Map<number, number | undefined>();
  private readonly replies = new Map<number, HostMessage>();
  private requests = 0;
  private mail = 0;
  private readonly control: Int32Array;

  constructor(
    private readonly data: ProxyWorkerData,
    private readonly post: (message: ProxyMessage) => void,
  ) {
    this.control = new Int32Array(data.control);
  }

  /** Asks for a child; the answer comes by reply(). */
  start(command: SpawnCommand): number {
    const request = ++this.requests;
    this.post({ type: 'spawn', request, command });
    return request;
  }

  /** The process number, minus an error number, or undefined while the main thread is at it. */
  reply(request: number): number | undefined {
    this.collect();
    const message = this.replies.get(request);
    if (!message) return undefined;
    this.replies.delete(request);
    return message.type === 'spawned' ? message.pid : message.type === 'not-spawned' ? -message.errno : undefined;
  }

  /** Takes the messages of the main thread. */
  collect(): void {
    const mail = Atomics.load(this.control, CONTROL.MAIL);
    if (mail === this.mail) return;
    this.mail = mail;
    for (let taken = receiveMessageOnPort(this.data.port); taken; taken = receiveMessageOnPort(this.data.port)) {
      const message = taken.message as HostMessage;
      if (message.type === 'ended') {
        this.known.set(message.pid, message.status);
        continue;
      }
      if (message.type === 'spawned') this.known.set(message.pid, undefined);
      this.replies.set(message.request, message);
    }
  }

  /** A child that ended, -1: any. `forget`: it is waited for only once. */
  ended(pid: number, forget: boolean): Ended | undefined {
    for (const [child, status] of this.known) {
      if (status === undefined || (pid !== -1 && pid !== child)) continue;
      if (forget) this.known.delete(child);
      return { pid: child, status };
    }
    return undefined;
  }

  /** Whether there is such a child, -1: any. */
  has(pid: number): boolean {
    return pid === -1 ? this.known.size > 0 : this.known.has(pid);
  }

  close(): void {
    this.pipes.close();
  }
}
