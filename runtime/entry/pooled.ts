/** A thread that is a core again and again, of one isle after the other. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Fabric, type MemoryOf } from '../fabric/table.js';
import { HERMIT_ISLE_RUNNING } from '../generated/public.js';
import { collect } from '../collect.js';
import { HALT } from '../generated/layout.js';
import type { CoreEnd, CoreNews, CoreStart, GuestEntry, PeerReply, Peer } from '../messages.js';
import { pause } from '../sync/index.js';
import { enter } from './enter.js';

/** Between two looks for a reply (ms): it comes from the loader's event loop. */
const LOOK_MS = 0.1;

/**
 * Memories of other isles, asked for when they are first reached: whoever is told of a memory keeps it from being used again. The
 * answer is waited for, as long as the other isle lives and this one is not halted.
 */
function askedPeers({ isle, memory, fabric: shared }: CoreStart['task'], port: MessagePort): MemoryOf {
  const known = new Map<number, Peer>();
  const fabric = new Fabric(shared);
  const own = new Int32Array(memory.buffer);
  return (other, life) => {
    if (other === isle) return memory;
    if (known.get(other)?.life === life) return known.get(other)!.memory;
    // Of the isles that had the number before, all but the last are garbage.
    if (known.delete(other)) collect();
    port.postMessage({ kind: 'who', isle: other, life } satisfies CoreNews);
    for (;;) {
      for (let mail = receiveMessageOnPort(port); mail; mail = receiveMessageOnPort(port)) {
        const told = mail.message as PeerReply;
        if (told.memory) known.set(told.isle, told as Peer);
        if (told.isle === other && told.life === life) return told.memory;
      }
      if (
        fabric.state(other) !== HERMIT_ISLE_RUNNING ||
        fabric.life(other) !== life ||
        Atomics.load(own, HALT >> 2) !== 0
      )
        return undefined;
      pause(LOOK_MS);
    }
  };
}

export default function run({ start, port }: { start: CoreStart; port: MessagePort }): CoreEnd {
  const entering = (): void => port.postMessage({ kind: 'entering' } satisfies CoreNews);
  try {
    const { guest } = start.entrance;
    return guest
      ? (require(guest.entry) as GuestEntry).enter(start, entering)
      : enter(start, askedPeers(start.task, port), entering, (line) =>
          port.postMessage({ kind: 'said', line } satisfies CoreNews),
        );
  } finally {
    port.close();
    setImmediate(collect);
  }
}
