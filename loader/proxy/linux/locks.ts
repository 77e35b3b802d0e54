/**
 * Advisory locks among the guest's open files. Node has no lock calls, so other processes and other isles are not seen.
 * Locks of the process (fcntl F_SETLK) never conflict within it and need no table.
 */
import { E, fail } from '../abi/errno.js';
import type { Description } from '../vfs/files/description.js';

/** Bytes [from, to) held by an open file. */
interface Held {
  owner: Description;
  exclusive: boolean;
  from: bigint;
  to: bigint;
}

/** Pieces of locks that there may be: each call looks at those of its file. */
const LOCKS_MAX = 1024;

/** `flock` locks whole files; `range` are open-file-description locks. The two kinds do not see each other. */
export type LockKind = 'flock' | 'range';

/** One owner's locks in order; those of a kind that touch are one. */
function joined(own: Held[]): Held[] {
  const all: Held[] = [];
  for (const lock of own.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const before = all.at(-1);
    if (before && before.exclusive === lock.exclusive && before.to === lock.from) before.to = lock.to;
    else all.push({ ...lock });
  }
  return all;
}

export class Locks {
  private readonly files = new Map<string, Held[]>();
  private held = 0;

  private set(key: string, locks: Held[]): void {
    this.held += locks.length - (this.files.get(key)?.length ?? 0);
    if (locks.length > 0) this.files.set(key, locks);
    else this.files.delete(key);
  }

  private key(kind: LockKind, file: Description): string {
    const { dev, ino } = file.stat();
    return `${kind} ${dev} ${ino}`;
  }

  /** The first lock of another open file that stands in the way. */
  conflict(kind: LockKind, owner: Description, exclusive: boolean, from: bigint, to: bigint): Held | undefined {
    const held = this.files.get(this.key(kind, owner)) ?? [];
    return held.find((h) => h.owner !== owner && (h.exclusive || exclusive) && h.from < to && from < h.to);
  }

  /** Takes a lock; false when another open file stands in the way. What the owner held in the range is replaced. */
  take(kind: LockKind, owner: Description, exclusive: boolean, from: bigint, to: bigint): boolean {
    if (this.conflict(kind, owner, exclusive, from, to)) return false;
    if (this.held >= LOCKS_MAX) fail(E.ENOLCK);
    this.drop(kind, owner, from, to);
    const key = this.key(kind, owner);
    const held = this.files.get(key) ?? [];
    const others = held.filter((h) => h.owner !== owner);
    const own = held.filter((h) => h.owner === owner);
    this.set(key, [...others, ...joined([...own, { owner, exclusive, from, to }])]);
    return true;
  }

  drop(kind: LockKind, owner: Description, from: bigint, to: bigint): void {
    const key = this.key(kind, owner);
    const held = this.files.get(key);
    if (!held) return;
    if (this.held >= LOCKS_MAX && held.some((h) => h.owner === owner && h.from < from && to < h.to)) fail(E.ENOLCK);
    const rest = held.flatMap((h) => {
      if (h.owner !== owner || h.to <= from || to <= h.from) return [h];
      const parts = [
        { ...h, to: h.to < from ? h.to : from },
        { ...h, from: h.from > to ? h.from : to },
      ];
      return parts.filter((p) => p.from < p.to);
    });
    this.set(key, rest);
  }

  /** The open file is closed. */
  forget(owner: Description): void {
    for (const [key, held] of this.files) {
      const rest = held.filter((h) => h.owner !== owner);
      if (rest.length < held.length) this.set(key, rest);
    }
  }

  get any(): boolean {
    return this.files.size > 0;
  }
}
