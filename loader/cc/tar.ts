/** Tar archives: reading them (ustar, with the long names of GNU and POSIX), and writing small ones. */
import { gunzipSync } from 'node:zlib';

export interface TarEntry {
  name: string;
  data: Uint8Array;
}

const BLOCK = 512;

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString();
}

/** The `path` of a POSIX extended header: records of "LENGTH key=value\n". */
function pathOf(records: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1] ?? null;
}

/** The regular files of a tar archive, or of one compressed with gzip. Throws on an archive that ends too early. */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  const tar = archive[0] === 0x1f && archive[1] === 0x8b ? gunzipSync(archive) : archive;
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    const size = parseInt(text(header.subarray(124, 136)), 8) || 0;
    const data = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (data.length < size) break;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = text(data);
    else if (type === 'x') longName = pathOf(text(data)) ?? longName;
    else if (type !== 'g') {
      const prefix = text(header.subarray(257, 262)) === 'ustar' ? text(header.subarray(345, 500)) : '';
      const name = longName ?? (prefix ? `${prefix}/` : '') + text(header.subarray(0, 100));
      longName = null;
      if (type === '0' || type === '\0') yield { name: name.replace(/^\.\//, ''), data };
    }
  }
  throw new Error('the tar archive ends before its last entry does');
}

/** A ustar archive of files; the same for the same files. Throws on names of more than 100 bytes. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { name, data } of entries) {
    const header = Buffer.alloc(BLOCK);
    if (Buffer.byteLength(name) > 100) throw new Error(`the name is too long for a tar archive: ${name}`);
    header.write(name, 0);
    header.write('0000644\0' + '0000000\0'.repeat(2), 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0        0`, 124);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(header, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}
