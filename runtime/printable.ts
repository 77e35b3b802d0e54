/**
 * Texts of a guest's in messages: names of functions, exports, imports and files, which may hold whatever a terminal obeys or hides. Only
 * what a program writes as its output is passed on as it is.
 */

/**
 * What is not shown as it is: control characters, formats (what turns the direction of text, or is invisible), halves of pairs, separators of
 * lines and paragraphs, and letters without a shape.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
/** Those of them that stand in messages of several lines. */
const LAYOUT = new Set(['\n', '\t']);

const escaped = (text: string): string =>
  [...Array(text.length).keys()]
    .map((at) => text.charCodeAt(at))
    .map((code) =>
      code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`,
    )
    .join('');

/** Longest name in a message. */
const NAME_MAX = 200;
/** Longest message. */
const MESSAGE_MAX = 65536;

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

/** A name for a message: on one line, of bounded length; what a terminal obeys as `\x1b` or `\u202e`. */
export const printable = (text: string, most = NAME_MAX): string =>
  shortened(text, most).replace(UNPRINTABLE, (found) => escaped(found));

/** A whole message: its lines and tabs stay, so names in it went through `printable` before. */
export const printableLines = (text: string, most = MESSAGE_MAX): string =>
  shortened(text, most).replace(UNPRINTABLE, (found) => (LAYOUT.has(found) ? found : escaped(found)));

/** JSON that holds a guest's texts: the same values, in characters that a terminal shows. */
export const printableJson = (value: unknown, space?: number): string =>
  JSON.stringify(value, null, space).replace(UNPRINTABLE, (found) =>
    LAYOUT.has(found)
      ? found
      : [...Array(found.length).keys()]
          .map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`)
          .join(''),
  );

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const REPLACED = '\ufffd';

/** The text of bytes that should be UTF-8; those that are none as `\xff`. The bytes are this process's own: see shared-bytes.ts. */
export function readableText(bytes: Uint8Array): string {
  const whole = utf8.decode(bytes);
  if (!whole.includes(REPLACED)) return whole;
  const parts: string[] = [];
  let good = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at);
    if (length === 0) {
      parts.push(utf8.decode(bytes.subarray(good, at)), `\\x${bytes[at]!.toString(16).padStart(2, '0')}`);
      good = at + 1;
    }
    at += Math.max(1, length);
  }
  return parts.join('') + utf8.decode(bytes.subarray(good));
}

/** Least and largest second byte after those first bytes after which not all will do. */
const SECOND: Readonly<Record<number, readonly [number, number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};

/** Bytes of the character that begins at `at`; 0: there is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let i = 1; i < length; i++) {
    const [least, most] = (i === 1 && SECOND[first]) || [0x80, 0xbf];
    const byte = bytes[at + i] ?? 0;
    if (byte < least || byte > most) return 0;
  }
  return length;
}
