/**
 * What clang can tell about calls through other types. Its warnings are always asked for, and those that the user did not ask for are taken out of
 * what it says.
 */

import { stripVTControlCharacters } from 'node:util';

/** Warnings that tell of such calls, with the groups that have them; the ones that are on by themselves first in TELLING_DEFAULT. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  'cast-function-type-strict': ['cast-function-type'],
  'cast-function-type-mismatch': ['cast-function-type', 'extra'],
  'strict-prototypes': ['pedantic'],
  'deprecated-non-prototype': ['strict-prototypes'],
  'incompatible-function-pointer-types': ['incompatible-pointer-types'],
};
const ON_BY_DEFAULT = new Set(['deprecated-non-prototype', 'incompatible-function-pointer-types']);
/** An error by itself: it is only looked for where the user does not want it. */
const ERROR_BY_DEFAULT = 'incompatible-function-pointer-types';

/** What the user wants to see. */
export interface Shown {
  /** -w: no warning at all. */
  silent: boolean;
  flags: ReadonlySet<string>;
}

/** Options with which warnings cannot be told apart or hidden: then none is asked for, and all that clang says is shown. */
const AS_THEY_ARE = /^-(pedantic-errors|fno-diagnostics-show-option|fdiagnostics-(show-category|format).*)$/;
const asTheyAre = (compile: readonly string[]): boolean => compile.some((arg) => AS_THEY_ARE.test(arg));

export function shownWarnings(compile: readonly string[]): Shown {
  if (asTheyAre(compile)) return { silent: false, flags: new Set(Object.keys(TELLING)) };
  const flags = new Set<string>();
  for (const [flag, groups] of Object.entries(TELLING)) {
    let on = ON_BY_DEFAULT.has(flag);
    for (const arg of compile) {
      const said = /^-W(no-)?(?:error=)?([a-z-]+)$/.exec(arg === '-pedantic' ? '-Wpedantic' : arg);
      if (said && [flag, 'everything', ...groups].includes(said[2]!)) on = !said[1];
    }
    if (on) flags.add(flag);
  }
  return { silent: compile.includes('-w'), flags };
}

/** Whether the user wants warnings of that kind to be errors. */
function areErrors(compile: readonly string[], flag: string): boolean {
  let errors = false;
  for (const arg of compile) {
    const said = /^-W(no-)?error(?:=([a-z-]+))?$/.exec(arg);
    if (said && [undefined, flag, ...TELLING[flag]!].includes(said[2])) errors = !said[1];
  }
  return errors;
}

/** The user's options for clang, with those that have it tell. */
export function tellingOptions(compile: readonly string[]): string[] {
  if (asTheyAre(compile)) return [...compile];
  const shown = shownWarnings(compile);
  const hidden = Object.keys(TELLING).filter(
    (flag) => !shown.flags.has(flag) || (shown.silent && flag !== ERROR_BY_DEFAULT),
  );
  const errors = Object.keys(TELLING).filter((flag) => !hidden.includes(flag) && areErrors(compile, flag));
  // -w is done here: clang's own would leave nothing to be told.
  const kept = shown.silent
    ? compile.filter((arg) => arg !== '-w' && !/^-(Werror|pedantic-errors)/.test(arg))
    : compile;
  return [
    ...kept,
    '--start-no-unused-arguments',
    ...hidden.flatMap((flag) => [`-W${flag}`, `-Wno-error=${flag}`]),
    // Some of the hidden ones are groups that others belong to.
    ...errors.map((flag) => `-Werror=${flag}`),
    '--end-no-unused-arguments',
  ];
}

interface Message {
  lines: string[];
  kind: string;
  /** The warning's own option. */
  flag: string | undefined;
}

const HEAD = /^(?:\S.*?: )?(?:fatal )?(error|warning|note|remark): /;
const INCLUDED = /^(In file included from |In module |\s+from )/;
const SUMMARY = /^(\d+ warnings?)?(?: and )?(\d+ errors?)? generated\.$/;
const FLAG = /\[(?:-Werror,)?-W([a-z0-9+=-]+)\]$/;
const LINKER = 'wasm-ld: ';
const MAIN = /\bmain\s*\(\s*\)/;

/** What the compiler said without what the user did not ask for, and whether there was anything that tells of such calls. */
export function sortOut(said: string, { silent, flags }: Shown): { text: string; casts: boolean } {
  if (!said.includes('warning: ')) return { text: said, casts: false };
  let casts = false;
  let hidden = 0;
  const kept: string[] = [];
  /** Whether notes go with what they belong to. */
  let dropping = false;
  for (const message of messages(said)) {
    const { lines, kind, flag } = message;
    if (kind === 'warning' && !lines.some((line) => line.startsWith(LINKER))) {
      const telling = flag !== undefined && flag in TELLING;
      if (telling && !(flag === 'strict-prototypes' && lines.some((line) => MAIN.test(line)))) casts = true;
      dropping = silent || (telling && !flags.has(flag));
      if (dropping) hidden++;
    } else if (kind !== 'note') dropping = false;
    if (!dropping) kept.push(...(kind === 'summary' ? summary(lines, hidden) : lines));
    if (kind === 'summary') hidden = 0;
  }
  return { text: kept.join('\n'), casts };
}

/** Messages with the lines that belong to them. */
function* messages(said: string): Generator<Message> {
  let message: Message | undefined;
  let before: string[] = [];
  for (const line of said.split('\n')) {
    const plain = stripVTControlCharacters(line);
    const kind = SUMMARY.test(plain) ? 'summary' : HEAD.exec(plain)?.[1];
    if (kind === undefined && INCLUDED.test(plain)) {
      before.push(line);
      continue;
    }
    if (kind !== undefined || before.length > 0) {
      if (message) yield message;
      message = { lines: [...before, line], kind: kind ?? '', flag: FLAG.exec(plain)?.[1] };
      before = [];
    } else if (message) message.lines.push(line);
    else message = { lines: [line], kind: '', flag: undefined };
    // What follows a summary, or another tool's lines, belongs to nothing before.
    if (kind === 'summary' && message) {
      yield message;
      message = undefined;
    }
  }
  if (message) yield { ...message, lines: [...message.lines, ...before] };
}

function summary(lines: string[], hidden: number): string[] {
  if (hidden === 0) return lines;
  const [line = '', ...rest] = lines;
  const count = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(line)?.[1] ?? 0);
  const parts = [
    [count('warning') - hidden, 'warning'],
    [count('error'), 'error'],
  ] as const;
  const counted = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}${n === 1 ? '' : 's'}`);
  return counted.length > 0 ? [`${counted.join(' and ')} generated.`, ...rest] : rest;
}
