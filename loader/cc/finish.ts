/** What is done to an image after wasm-ld: its memory becomes an import, constants become offsets, its own functions are marked to be optimised at once, and the whole if one thread can run it. */
import { HermitError } from '../../runtime/errors.js';
import { leb, type Part, readLeb, readText, Section, section, sections, text } from './binary';
import { directMark } from '../wasm/direct';
import { ModuleReader } from '../wasm/reader';
import { isMark } from './casts/mark';
import { repairCasts, type Wanted } from './casts/repair';
import { runsDirectly } from './direct';
import { destructorsLast, type Linked, setjmpBesideDestructors } from './cxx-image';
import { foldConstants } from './fold';

/** V8's compilation hints, a byte a function: strategy, first tier and last tier, two bits each (V8 11's wasm/module-decoder-impl.h). */
const HINTS = 'compilationHints';
/** What is asked of repairCasts, and whether names, which it needs, are taken out afterwards. */
export type Casts = Omit<Wanted, 'library'> & { strip: boolean };

export interface Finished {
  image: Uint8Array;
  /** Functions that are called as another type, and can be. */
  repaired: string[];
  /** Functions of C++ that call setjmp and have destructors to run. */
  jumping: string[];
}

const DEFAULT = 0;
const OPTIMISE_ON_FIRST_CALL = 0b10_10_01;

/**
 * `map` is wasm-ld's --Map of the same link. A linker that imports the memory has to clear all zero-initialised data when the image
 * starts, because it cannot know that the memory is fresh; ours always is, so the image is linked with a memory of its own, which
 * becomes the import here. Functions of the program's own objects are entered seldom and run long: V8 is told to optimise them
 * before they run; those of the libraries are many and mostly short, and warm up by themselves.
 */
export function finishImage(
  given: Uint8Array,
  map: string,
  libraries: (file: string) => boolean,
  casts: Casts,
  /** Whether it may have C++ in it. */
  cxx: boolean,
): Finished {
  const functions = linkedFunctions(map);
  const files = functions.map(({ file }) => file);
  const needed = casts.indirect || casts.mismatched.length > 0;
  const repair = needed
    ? repairCasts(given, { ...casts, library: (place) => libraries(files[place] ?? '') })
    : { image: given, added: 0, direct: [] };
  const linked = repair.image;
  const parts = sections(linked);
  const memory = parts.find((part) => part.id === Section.MEMORY);
  const code = parts.find((part) => part.id === Section.CODE);
  if (!memory || !code)
    throw new HermitError(
      'HERMIT_ECOMPILER',
      'expected wasm-ld to make a memory and a code section: is @yowasp/clang another version?',
    );
  const image = foldConstants(linked, code);
  const before = importedFunctions(image);
  destructorsLast(image, code, functions, before);
  const output: Uint8Array[] = [image.subarray(0, 8)];
  let imported = false;
  for (const part of parts) {
    if (part.id === Section.MEMORY || isMark(linked, part) || (casts.strip && isStripped(linked, part))) continue;
    // Sections stand in the order of their ids: the import section comes where it belongs even if there was none.
    if (!imported && part.id !== Section.CUSTOM && part.id >= Section.IMPORT) {
      output.push(imports(image, part.id === Section.IMPORT ? part : undefined, memory));
      imported = true;
      if (part.id === Section.IMPORT) continue;
    }
    if (part.id === Section.CODE)
      output.push(
        hints([
          ...files.map((file) => (libraries(file) ? DEFAULT : OPTIMISE_ON_FIRST_CALL)),
          ...Array.from({ length: repair.added }, () => DEFAULT),
        ]),
      );
    output.push(image.subarray(part.start, part.end));
  }
  if (runsDirectly(map)) output.push(directMark());
  const jumping = cxx ? setjmpBesideDestructors(image, code, functions, before) : [];
  return { image: Buffer.concat(output), repaired: repair.direct, jumping };
}

/** What --strip-all leaves out. */
function isStripped(image: Uint8Array, { id, body }: Part): boolean {
  return id === Section.CUSTOM && /^(name|\.debug_.*)$/.test(readText(image, body).text);
}

/** Every function of the code section, in order. The line behind that of the symbol has its name in the source. */
function linkedFunctions(map: string): Linked[] {
  const lines = map.split('\n');
  const functions: Linked[] = [];
  let inCode = false;
  for (const [at, line] of lines.entries()) {
    const section = /^ +- +[0-9a-f]+ +[0-9a-f]+ ([A-Z]+)$/.exec(line);
    if (section) inCode = section[1] === 'CODE';
    else if (inCode) {
      const input = /^ +- +[0-9a-f]+ +[0-9a-f]+ {9}(\S.*):\((.*)\)$/.exec(line);
      const name = /^ +- +[0-9a-f]+ +[0-9a-f]+ {17}(\S.*)$/.exec(lines[at + 1] ?? '')?.[1];
      if (input) functions.push({ file: input[1]!, name: name ?? input[2]! });
    }
  }
  return functions;
}

const importedFunctions = (image: Uint8Array): number =>
  new ModuleReader(image).imports().filter(({ type }) => type !== undefined).length;

function imports(image: Uint8Array, old: Part | undefined, memory: Part): Uint8Array {
  const { next: limits } = readLeb(image, memory.body);
  const { value: count, next } = old ? readLeb(image, old.body) : { value: 0, next: 0 };
  const entry = [...text('env'), ...text('memory'), 2, ...image.subarray(limits, memory.end)];
  return section(
    Section.IMPORT,
    Buffer.concat([
      Buffer.from(leb(count + 1)),
      Buffer.from(entry),
      old ? image.subarray(next, old.end) : new Uint8Array(),
    ]),
  );
}

function hints(values: number[]): Uint8Array {
  return section(Section.CUSTOM, Buffer.from([...text(HINTS), ...leb(values.length), ...values]));
}
