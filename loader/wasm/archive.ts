// Archives of objects (`ar`), in the GNU form that llvm-ar writes.

export interface ArchiveMember {
  name: string;
  data: Uint8Array;
}

/** An archive as tools read it. Those of the kernel lie packed in the sysroot: objects have the zeros of their .bss in them, and names. */
export const unpacked = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x1f && bytes[1] === 0x8b
    ? (require('node:zlib') as typeof import('node:zlib')).gunzipSync(bytes)
    : bytes;

const MAGIC = '!<arch>\n';
const HEADER = 60;

/** The members of an archive; its own tables of symbols and names are left out. Stops where the archive is damaged. */
export function* archiveMembers(bytes: Uint8Array): Generator<ArchiveMember> {
  const text = (start: number, length: number): string =>
    Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
  if (text(0, MAGIC.length) !== MAGIC) return;
  let longNames = '';
  for (let at = MAGIC.length; at + HEADER <= bytes.length;) {
    const name = text(at, 16).trimEnd();
    const size = Number(text(at + 48, 10));
    const data = bytes.subarray(at + HEADER, at + HEADER + size);
    if (!Number.isInteger(size) || size < 0 || data.length < size) return;
    // Members begin at even offsets.
    at += HEADER + size + (size & 1);
    if (name === '//') longNames = Buffer.from(data).toString('latin1');
    else if (name !== '/' && name !== '/SYM64/') yield { name: memberName(name, longNames), data };
  }
}

/** Names of more than 15 bytes stand in a table of their own: `/` and an offset into it. */
function memberName(name: string, longNames: string): string {
  const offset = /^\/(\d+)$/.exec(name)?.[1];
  if (offset === undefined) return name.replace(/\/$/, '');
  return longNames.slice(Number(offset)).split('/\n', 1)[0]!;
}
