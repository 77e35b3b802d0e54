// A tree to grant, full of ways out, and one beside it that nothing may read or change.
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freshFolder } from '../support/folders.js';

export interface Tree {
  /** Above both. */
  top: string;
  grant: string;
  /** Granted read only, as `ro` in the grant. */
  readOnly: string;
  outside: string;
  close(): void;
}

const OLD = new Date('2001-02-03');

/**
 * Kind, mode, owner, size, links and times of everything below. The time of the last access too, unless `reading` is allowed, but not of
 * directories, which this function reads itself.
 */
export function snapshot(folder: string, reading = false): Record<string, string> {
  const found: Record<string, string> = {};
  const look = (path: string): void => {
    const { mode, uid, gid, size, nlink, mtimeMs, ctimeMs, atimeMs } = lstatSync(path);
    const folder = (mode & 0o170000) === 0o40000;
    found[path] = [mode, uid, gid, size, nlink, mtimeMs, ctimeMs, reading || folder ? '' : atimeMs].join(' ');
    if (folder) for (const name of readdirSync(path)) look(join(path, name));
  };
  look(folder);
  return found;
}

/** Inode numbers of everything below. */
export function inodes(folder: string): string[] {
  const own = String(lstatSync(folder, { bigint: true }).ino);
  if (!lstatSync(folder).isDirectory()) return [own];
  return [own, ...readdirSync(folder).flatMap((name) => inodes(join(folder, name)))];
}

/** Sets back what a look of the test's own has changed. */
function age(folder: string): void {
  if (lstatSync(folder).isDirectory()) for (const name of readdirSync(folder)) age(join(folder, name));
  if (lstatSync(folder).isSymbolicLink()) lutimesSync(folder, OLD, new Date());
  else utimesSync(folder, OLD, new Date());
}

export function makeTree(): Tree {
  const top = freshFolder();
  const [grant, outside, readOnly] = ['grant', 'outside', 'ro'].map((name) => join(top, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [
    grant,
    outside,
    readOnly,
    join(outside, 'SECRET_dir'),
    join(outside, 'dir'),
    join(outside, 'dir/deep'),
  ])
    mkdirSync(folder);
  for (const name of ['SECRET_file', 'file', 'SECRET_dir/SECRET_file', 'dir/file', 'dir/deep/file', 'new1'])
    writeFileSync(join(outside, name), 'CANARY in a file that nobody granted');
  for (const folder of ['.', 'dir', 'dir/deep', 'SECRET_dir'])
    symlinkSync('SECRET_file', join(outside, folder, 'CANARY_link'));
  for (const name of ['a', 'dir', 'dir/deep', 'b', 'ro']) mkdirSync(join(grant, name));
  for (const folder of [grant, join(grant, 'dir'), readOnly])
    for (const name of ['file', 'c', 'File', '\u00ff']) writeFileSync(join(folder, name), 'inside');
  mkdirSync(join(readOnly, 'dir'));
  symlinkSync('../outside', join(grant, 'out_relative'));
  symlinkSync(outside, join(grant, 'out_absolute'));
  symlinkSync('out_relative/../outside/dir', join(grant, 'out_chain'));
  symlinkSync(join(outside, 'SECRET_file'), join(grant, 'out_file'));
  symlinkSync('../../outside', join(grant, 'dir/out_relative'));
  symlinkSync('../../../outside/dir', join(grant, 'dir/deep/inner_up'));
  symlinkSync('/proc/self/root', join(grant, 'inner_up'));
  symlinkSync('loop', join(grant, 'loop'));
  symlinkSync('../outside', join(readOnly, 'out_relative'));
  execFileSync('mkfifo', [join(grant, 'fifo')]);
  const server = createServer().listen(join(grant, 'socket')).unref();
  age(outside);
  return { top, grant, outside, readOnly, close: () => void server.close() };
}

/** Whether the marks of access times tell anything on this file system. */
export function tellsReads(): boolean {
  const folder = freshFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  age(file);
  readFileSync(file);
  return lstatSync(file).atimeMs !== OLD.getTime();
}
