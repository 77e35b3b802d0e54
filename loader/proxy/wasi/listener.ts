/** A listening socket, as the program has it. */
import type { Socket } from 'node:net';
import { O_RDWR, POLLIN, S_IFSOCK } from '../abi/numbers.js';
import type { Guest } from '../guest/guest.js';
import { Description } from '../vfs/files/description.js';
import type { Stat } from '../vfs/files/status.js';
import type { Listening } from '../../wasi/listen.js';

/** What fd_filestat_get tells of a socket: Node says no more of it. */
export const socketStat = (): Stat => ({
  dev: 0n,
  ino: 0n,
  mode: BigInt(S_IFSOCK | 0o600),
  nlink: 1n,
  uid: 0n,
  gid: 0n,
  rdev: 0n,
  size: 0n,
  blksize: 4096n,
  blocks: 0n,
  atimeNs: 0n,
  mtimeNs: 0n,
  ctimeNs: 0n,
  birthtimeNs: 0n,
});

export class Listener extends Description {
  override readonly waits = true;

  constructor(
    private readonly listening: Listening,
    readonly guest: Guest,
  ) {
    super(O_RDWR);
    listening.onConnection = () => guest.ring();
    guest.expected++;
  }

  accept(): Socket | undefined {
    return this.listening.accept();
  }

  override poll(events: number): number {
    return this.listening.ready ? events & POLLIN : 0;
  }

  override stat(): Stat {
    return socketStat();
  }

  override release(): void {
    this.guest.expected--;
    this.listening.close();
  }
}
