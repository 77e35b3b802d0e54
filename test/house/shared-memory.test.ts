// What a guest can write is copied before it is decoded, searched or compared (runtime/shared-bytes.ts). The type SharedBytes refuses the methods;
// this finds what gets around it: views that are made without it, and decoders in rooms that see such memory.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';

const files = ['runtime', 'loader/calls', 'loader/machine', 'loader/network', 'loader/proxy', 'loader/wasi'].flatMap(
  (folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
      .map((name) => `${folder}/${name}`),
);

/** `file: the line` wherever a pattern is found, without the files of a list. */
const found = (pattern: RegExp, but: readonly string[]): string[] =>
  files
    .filter((file) => !but.includes(file))
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .filter((line) => pattern.test(line) && !/^\s*(\*|\/[/*])/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );

/** Views of memory that only this process writes, or that are copied from and to and never looked at. */
const OWN_VIEWS = [
  'runtime/shared-bytes.ts',
  'runtime/copy.ts',
  'runtime/bootpage.ts',
  'runtime/fabric/reach.ts',
  'runtime/fabric/linux-access.ts',
  // Arguments that are copied there and back, and the copies.
  'loader/calls/copies.ts',
  'loader/calls/structures.ts',
  // Images, which bootIsles has copied.
  'runtime/compile.ts',
  // The gateway's own memory: where isles' packets lie is read by its C code, which copies them.
  'loader/network/gateway/ip-stack.ts',
  'loader/network/gateway/connection.ts',
  'loader/network/tun/entry/reader.ts',
  // The memory of a module that this file makes.
  'loader/proxy/wasi/granted.ts',
];

it('makes views of memory that guests write with sharedBytes', () => {
  expect(found(/new Uint8Array\([\w.!]*(buffer|memory)\b|Buffer\.from\([\w.!]*(buffer|memory)\b/i, OWN_VIEWS)).toEqual(
    [],
  );
});

/** What these decode is no guest's memory: copies, files of Linux, texts of options, names that are strings already. */
const OWN_TEXTS = [
  'runtime/printable.ts',
  'runtime/shared-bytes.ts',
  'runtime/compile.ts',
  'loader/calls/queue.ts',
  // Pieces that were copied.
  'loader/calls/long-text.ts',
  'loader/calls/structures.ts',
  'loader/machine/machine.ts',
  'loader/machine/image.ts',
  // Output: pieces that the proxy's thread has copied.
  'loader/machine/run.ts',
  'loader/network/backend/addresses.ts',
  'loader/network/tun/ioctl.ts',
  'loader/network/tun/tun.ts',
  'loader/proxy/abi/bytes.ts',
  // The scratch buffer, into which the bytes were copied one by one.
  'loader/proxy/abi/checked-memory.ts',
  'loader/proxy/linux/strace.ts',
  'loader/proxy/linux/calls/system.ts',
  'loader/proxy/vfs/host/fifo.ts',
  // Names, which it has copied.
  'loader/proxy/vfs/files/snapshot.ts',
  // Labels of lines: the text is copied when it is written.
  'loader/proxy/vfs/streams/labelled.ts',
  'loader/proxy/wasi/request.ts',
  'loader/wasi/entry/arguments.ts',
  'loader/wasi/entry/strace.ts',
];

it('decodes, searches and compares bytes in few places', () => {
  const looks =
    /\.toString\(\s*'|TextDecoder|\.decode\(|Buffer\.(compare|concat)\([^)]*\)\.toString|\.equals\(|ndexOf\((0|NEWLINE)|Buffer\.from\([^)]*\)\.(includes|toString|indexOf)/;
  expect(found(looks, OWN_TEXTS)).toEqual([]);
});

it('has no file in its lists that is gone', () => {
  expect([...OWN_VIEWS, ...OWN_TEXTS].filter((file) => !files.includes(file))).toEqual([]);
});
