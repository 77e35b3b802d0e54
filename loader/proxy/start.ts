/** Starts a guest's proxy on this thread. thread.ts does the same with a thread of the proxy's own. */
import { type Fault, HermitError, lostDirectory } from '../../runtime/errors.js';
import type { GuestEvents, GuestOptions } from './guest/options.js';
import { Linux } from './linux/linux.js';
import { Ring, type RingEvents } from './ring/ring.js';
import type { Personality } from './ring/personality.js';
import { followTerminal } from './vfs/streams/terminal-size.js';

export interface ProxyOptions extends GuestOptions {
  /** Polls of the doorbell before the proxy sleeps; 0 when no CPU is free for it. */
  spin: number;
}

/** What a proxy tells. Plain calls, made on the thread that called startProxy; nothing is told after a fatal fault or an exit. */
export interface ProxyEvents extends GuestEvents, RingEvents {}

export interface RunningProxy {
  /** Resolves when it serves, or has told why it cannot. */
  readonly started: Promise<void>;
  /** Serves the guest's requests on the thread that makes them, where it was started for that; false: they have ended it. */
  serveHere?(): boolean;
  /** Hands out what the guest has written so far: whoever knows that a write was answered finds it delivered then. */
  deliver(): void;
  /**
   * Ends it. Children that still run are left to themselves. Resolves when nothing is left of it; true: nothing of the memory is used any
   * more either, false: a system call may still be at it.
   */
  stop(): Promise<boolean>;
}

export type StartProxy = (options: ProxyOptions, events: ProxyEvents) => RunningProxy;

/** Whoever the guest makes its calls to. */
export function personalityFor(options: ProxyOptions, events: ProxyEvents): Personality {
  if (!options.wasi) return new Linux(options, events);
  const { Wasi } = require('./wasi/service.js') as typeof import('./wasi/service.js');
  return new Wasi(options, options.wasi, events);
}

/** What ends a proxy. */
export function faultOf(error: unknown): Fault {
  if (error instanceof HermitError) return { code: error.code, message: error.message };
  return lostDirectory(error) ?? { code: 'HERMIT_EPROXY', message: `the proxy failed: ${(error as Error).message}` };
}

/** For a guest that runs on the calling thread too, and has its requests served one by one (serveHere). */
export const startDirectProxy: StartProxy = (options, events) => {
  const unfollow = followTerminal();
  const personality = personalityFor({ ...options, direct: true }, events);
  const ring = new Ring({ ...options, mayBlock: true }, personality, events);
  return {
    started: Promise.resolve(),
    serveHere: () => ring.serveHere(),
    deliver: () => {},
    stop: async () => {
      ring.stop();
      unfollow();
      personality.close();
      return true;
    },
  };
};

/** On the calling thread's event loop, which has its turns whatever the guest asks. */
export const startProxy: StartProxy = (options, events) => {
  const unfollow = followTerminal();
  let ring: Ring | undefined;
  const serve = async (): Promise<void> => {
    let personality: Personality | undefined;
    try {
      personality = personalityFor(options, events);
      ring = new Ring({ ...options, mayBlock: false }, personality, events);
      await ring.serve();
    } catch (error) {
      events.onFault(faultOf(error));
    } finally {
      unfollow();
      personality?.close();
    }
  };
  const ended = serve();
  return {
    started: Promise.resolve(),
    deliver: () => {},
    stop: async () => {
      ring?.stop();
      await ended;
      return true;
    },
  };
};
