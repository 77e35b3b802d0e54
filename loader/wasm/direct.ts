/**
 * A mark at an image's end: it has no other threads, handlers of signals, timers, children or sockets, so nothing but its own calls has to
 * be looked after while it runs. `hermit-wasm cc` sets it. A false one harms only the program that has it.
 */

/** Name of a custom section without contents, the last of the image. */
const NAME = 'hermit.direct';

/** The whole section. */
export const directMark = (): Uint8Array => Buffer.from([0, 1 + NAME.length, NAME.length, ...Buffer.from(NAME)]);

/** Bytes from the end that have to be known. */
export const DIRECT_BYTES = 3 + NAME.length;

export const hasDirectMark = (image: Uint8Array): boolean =>
  Buffer.from(directMark()).equals(image.subarray(-DIRECT_BYTES));
