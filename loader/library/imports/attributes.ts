/** What stands behind `with` at an import of a C file, and how it goes along in the module's URL. */

/** How each is read; cflags are words of a shell. */
const NUMBERS = ['cores', 'memory', 'callTimeLimit'] as const;
const KNOWN = ['cflags', ...NUMBERS] as const;

export interface Attributes {
  cflags: string;
  /** Options of the isle. */
  options: { cores?: number; memory?: number; callTimeLimit?: number };
}

export type Given = Readonly<Record<string, string | undefined>>;

/** Whether a resolved URL is a C file's. */
export const isSource = (url: string): boolean => /^file:[^?#]*\.c(?:[?#]|$)/.test(url);

/** The URL of the module: one that is compiled in another way is another module. @throws TypeError. */
export function withAttributes(url: string, given: Given): string {
  const made = new URL(url);
  for (const [name, value] of Object.entries(given)) {
    if (!(KNOWN as readonly string[]).includes(name))
      throw new TypeError(`import of ${url}: expected the attributes ${KNOWN.join(', ')}, got ${name}`);
    made.searchParams.set(name, value!);
  }
  return made.href;
}

/** @throws TypeError. */
export function attributesOf(url: string): Attributes {
  const { searchParams } = new URL(url);
  const options: Attributes['options'] = {};
  for (const name of NUMBERS) {
    const text = searchParams.get(name);
    if (text === null) continue;
    const value = Number(text);
    if (text.trim() === '' || !(value > 0))
      throw new TypeError(`import of ${url}: expected a number as ${name}, got "${text}"`);
    options[name] = value;
  }
  return { cflags: searchParams.get('cflags') ?? '', options };
}
