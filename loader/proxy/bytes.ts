/**
 * Byte strings. File names are bytes, not text: inside the proxy a name is a string with one character (0 to 255) a byte,
 * so that names that are no UTF-8 survive the way from the guest to Linux and back.
 */
// eslint-disable-next-line no-control-regex
const ascii = /^[\x00-\x7f]*$/;

/** The byte string of a JavaScript text. */
export const toBytes = (text: string): string => (ascii.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1'));

/** The text of a byte string; what is no UTF-8 becomes U+FFFD. */
export const toText = (bytes: string): string => (ascii.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8'));

/** What Node's fs takes as the path of these very bytes. */
export const toPath = (bytes: string): string | Buffer => (ascii.test(bytes) ? bytes : Buffer.from(bytes, 'latin1'));
