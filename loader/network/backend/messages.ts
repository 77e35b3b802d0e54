/** All messages between a backend's thread and its host: each map gives what stands beside `kind`. */
import type { Fault } from '../../../runtime/errors.js';
import type { Peer } from '../../../runtime/messages.js';

type Message<Map> = { [Kind in keyof Map]: { kind: Kind } & Map[Kind] }[keyof Map];

/** From the thread. */
export type FromBackend = Message<{
  /** The gateway's ports are open: one for each publication. */
  ready: { ports: number[] };
  warning: { text: string };
  /** It cannot go on, or, before `ready`, cannot begin. */
  fault: Fault;
}>;

/** To the thread: the gateway alone listens. */
export type ToBackend = Message<{
  /** An isle that is about to boot, or another backend: on a port of its own, from which it is taken when it is first needed. */
  peer: { peer: Peer };
  /** The isle is no more; `clean`: its program ended by itself, so what it left open ends now and is not reset. */
  ended: { isle: number; clean: boolean };
  /** No isle is left: what they have sent is passed on, then the thread ends. */
  close: object;
}>;
