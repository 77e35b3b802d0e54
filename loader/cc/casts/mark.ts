/** A mark on objects whose source may call functions through other types: a section of its own, which wasm-ld hands on to the image. */
import { type Part, readText, Section, section, sections, text } from '../binary';

const NAME = 'hermit.casts';

export const marked = (object: Uint8Array): Uint8Array =>
  Buffer.concat([object, section(Section.CUSTOM, Buffer.from([...text(NAME), 1]))]);

export const isMark = (image: Uint8Array, { id, body }: Part): boolean =>
  id === Section.CUSTOM && readText(image, body).text === NAME;

export const isMarked = (image: Uint8Array): boolean => sections(image).some((part) => isMark(image, part));
