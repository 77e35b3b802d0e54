/**
 * A 128-bit digest of bytes: MurmurHash3 (Austin Appleby), the variant x86_128. For keys of our own cache, where nobody
 * gains from a collision; node:crypto would take longer to load than everything else that a hit does.
 */
const C = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
const ROTATE_KEY = [15, 16, 17, 18] as const;
const ROTATE_STATE = [19, 17, 15, 13] as const;
const ADD = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17] as const;

const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by));

function finish(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** 32 hexadecimal digits. */
export function digest(data: Uint8Array | string): string {
  const given = typeof data === 'string' ? Buffer.from(data) : data;
  // Whole blocks, zeros at the end: the length goes into the digest too.
  const bytes = new Uint8Array(Math.ceil(given.length / 16) * 16);
  bytes.set(given);
  const words = new Int32Array(bytes.buffer);
  const h = [0, 0, 0, 0] as [number, number, number, number];
  for (let at = 0; at < words.length; at += 4) {
    for (let i = 0; i < 4; i++) {
      const key = Math.imul(
        rotate(Math.imul(words[at + i] as number, C[i] as number), ROTATE_KEY[i] as number),
        C[(i + 1) & 3] as number,
      );
      const mixed = (rotate((h[i] as number) ^ key, ROTATE_STATE[i] as number) + (h[(i + 1) & 3] as number)) | 0;
      h[i] = (Math.imul(mixed, 5) + (ADD[i] as number)) | 0;
    }
  }
  for (let i = 0; i < 4; i++) h[i] = (h[i] as number) ^ given.length;
  const spread = () => {
    h[0] = (h[0] + h[1] + h[2] + h[3]) | 0;
    for (let i = 1; i < 4; i++) h[i] = ((h[i] as number) + h[0]) | 0;
  };
  spread();
  for (let i = 0; i < 4; i++) h[i] = finish(h[i] as number);
  spread();
  return h.map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
}
