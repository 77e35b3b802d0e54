/**
 * Byte strings. File names are bytes, not text: inside the proxy a name is a string with one character (0 to 255) a byte,
 * so that names that are no UTF-8 survive the way from the guest to Linux and back.
 */
const beyondAscii = /[\u0080-\uffff]/;

/** The byte string of a JavaScript text. */
export const toBytes = (text: string): string =>
  beyondAscii.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;

/** The text of a byte string; what is no UTF-8 becomes U+FFFD. */
export const toText = (bytes: string): string =>
  beyondAscii.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;

/** What Node's fs takes as the path of these very bytes. */
export const toPath = (bytes: string): string | Buffer =>
  beyondAscii.test(bytes) ? Buffer.from(bytes, 'latin1') : bytes;
