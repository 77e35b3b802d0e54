/** What the threads of backends have in common. */
import { parentPort } from 'node:worker_threads';
import type { MemoryOf } from '../../../../runtime/fabric/table.js';
import type { Peer } from '../../../../runtime/messages.js';
import type { FromBackend } from '../messages.js';

export function tell(message: FromBackend): void {
  parentPort!.postMessage(message);
}

export function warn(text: string): void {
  tell({ kind: 'warning', text });
}

/** Memories that are known from the start. */
export function memories(known: readonly Peer[]): MemoryOf {
  return (endpoint, life) => known.find((peer) => peer.isle === endpoint && peer.life === life)?.memory;
}
