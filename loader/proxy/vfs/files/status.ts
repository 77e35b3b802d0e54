/** What is told about a file and its file system, and the times that can be set. */
import type { BigIntStats } from 'node:fs';

/** What stat(2) tells; Node's BigIntStats are one. Times in nanoseconds since 1970. */
export type Stat = Pick<
  BigIntStats,
  | 'dev'
  | 'ino'
  | 'mode'
  | 'nlink'
  | 'uid'
  | 'gid'
  | 'rdev'
  | 'size'
  | 'blksize'
  | 'blocks'
  | 'atimeNs'
  | 'mtimeNs'
  | 'ctimeNs'
  | 'birthtimeNs'
>;

/** What statfs(2) tells. */
export interface StatFs {
  type: bigint;
  bsize: bigint;
  blocks: bigint;
  bfree: bigint;
  bavail: bigint;
  files: bigint;
  ffree: bigint;
  readOnly: boolean;
}

/** Times to set, nanoseconds since 1970; undefined leaves one as it is. */
export interface SetTimes {
  atimeNs: bigint | undefined;
  mtimeNs: bigint | undefined;
}
