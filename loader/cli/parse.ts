// Reads command lines by a table of options. Options stand before the operands; where `stop` is set everything from the first
// operand on is left alone, so that a program's own options are the program's.
import { HermitError } from '../../runtime/errors.js';

interface OptionBase {
  /** As typed: short form first, if there is one, then the long one. */
  readonly flags: readonly string[];
  /** The environment variable that speaks where the option is not given. */
  readonly env?: string;
  readonly help: string;
}
/** Given or not; `--no-NAME` takes back what the environment says. */
export interface Switch extends OptionBase {
  readonly value?: undefined;
}
export interface ValueOption<T, D> extends OptionBase {
  /** Name of the value in the help. */
  readonly value: string;
  readonly parse: (text: string) => T;
  readonly default: D;
}
/** May be given several times; the variable holds values separated by commas. */
export interface ListOption<T> extends OptionBase {
  readonly value: string;
  readonly parse: (text: string) => T;
  readonly many: true;
}
export type Option = Switch | ValueOption<unknown, unknown> | ListOption<unknown>;
export type OptionTable = Readonly<Record<string, Option>>;

export type Values<T extends OptionTable> = {
  -readonly [K in keyof T]: T[K] extends ListOption<infer V>
    ? V[]
    : T[K] extends ValueOption<infer V, infer D>
      ? V | D
      : boolean;
};

export interface Parsed<T extends OptionTable> {
  values: Values<T>;
  operands: string[];
  /** Options that stand on the command line itself. */
  given: ReadonlySet<keyof T>;
}

export interface ParseSettings {
  /** Leave everything from the first operand on to the program. */
  stop?: boolean;
  /** Takes arguments that are no options of the table, e.g. the compiler's: returns how many it took, 0 for none. */
  foreign?: (args: readonly string[], at: number) => number;
  /** What to do instead of an option that is known elsewhere. */
  elsewhere?: (arg: string) => string | undefined;
  env?: NodeJS.ProcessEnv;
}

/** A mistake on the command line: exit code 2. */
export const usageError = (text: string): HermitError => new HermitError('HERMIT_EUSAGE', text);

/** @throws HermitError HERMIT_EUSAGE that names the option and says what was expected. */
export function parse<T extends OptionTable>(
  table: T,
  args: readonly string[],
  settings: ParseSettings = {},
): Parsed<T> {
  const reader = new Reader(table, settings);
  const operands: string[] = [];
  let at = 0;
  while (at < args.length) {
    const arg = args[at]!;
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      operands.push(...args.slice(at, settings.stop ? undefined : at + 1));
      if (settings.stop) break;
      at++;
      continue;
    }
    at += settings.foreign?.(args, at) || reader.take(args, at);
  }
  const given = reader.given();
  return { values: reader.finish() as Values<T>, operands, given };
}

class Reader {
  private readonly byFlag = new Map<string, string>();
  private readonly values: Record<string, unknown> = {};

  constructor(
    private readonly table: OptionTable,
    private readonly settings: ParseSettings,
  ) {
    for (const [key, option] of Object.entries(table)) for (const flag of option.flags) this.byFlag.set(flag, key);
  }

  /** Reads the option at `at`; returns how many arguments it took. */
  take(args: readonly string[], at: number): number {
    const arg = args[at]!;
    const equals = arg.indexOf('=');
    const long = arg.startsWith('--');
    const flag = long ? (equals < 0 ? arg : arg.slice(0, equals)) : arg.slice(0, 2);
    const key = this.byFlag.get(flag);
    if (key === undefined) return this.takeNegated(arg);
    const option = this.table[key]!;
    if (option.value === undefined) {
      if (long && equals >= 0) throw usageError(`${flag} takes no value, got "${arg.slice(equals + 1)}"`);
      this.values[key] = true;
      // -qv is -q -v.
      return long || arg.length === 2 ? 1 : this.take([`-${arg.slice(2)}`, ...args.slice(at + 1)], 0);
    }
    const attached = long ? (equals < 0 ? undefined : arg.slice(equals + 1)) : arg.slice(2) || undefined;
    const text = attached ?? args[at + 1];
    if (text === undefined) throw usageError(`${flag} needs a value: ${flag} ${option.value}`);
    try {
      this.set(key, option, text, flag);
    } catch (error) {
      // -np is no -n with the value p.
      throw (!long && attached !== undefined && this.meant(arg)) || error;
    }
    return attached === undefined ? 2 : 1;
  }

  private takeNegated(arg: string): number {
    const key = this.byFlag.get(arg.replace(/^--no-/, '--'));
    if (!arg.startsWith('--no-') || key === undefined || this.table[key]!.value !== undefined) throw this.unknown(arg);
    this.values[key] = false;
    return 1;
  }

  private unknown(arg: string): HermitError {
    const longs = [...this.byFlag.keys()].filter((f) => f.startsWith('--'));
    const near = arg.startsWith('--') ? nearest(arg.split('=')[0]!, longs) : undefined;
    return this.meant(arg) ?? usageError(`unknown option ${arg}${near ? `: did you mean ${near}?` : ''}`);
  }

  /** What the user meant by an option of another program's, or by a long one with one dash. */
  private meant(arg: string): HermitError | undefined {
    const elsewhere = this.settings.elsewhere?.(arg);
    if (elsewhere) return usageError(`unknown option ${arg}: ${elsewhere}`);
    const long = `-${arg.split('=')[0]}`;
    return this.byFlag.has(long) ? usageError(`unknown option ${arg}: did you mean ${long}?`) : undefined;
  }

  private set(key: string, option: Exclude<Option, Switch>, text: string, from: string): void {
    let value: unknown;
    try {
      value = option.parse(text);
    } catch (error) {
      throw usageError(`${from}: ${(error as Error).message}`);
    }
    if ('many' in option) (this.values[key] = (this.values[key] as unknown[] | undefined) ?? []).push(value);
    else this.values[key] = value;
  }

  given(): Set<string> {
    return new Set(Object.keys(this.values));
  }

  /** Fills in what the command line left open: first from the environment, then defaults. */
  finish(): Record<string, unknown> {
    for (const [key, option] of Object.entries(this.table)) {
      const text = option.env === undefined ? undefined : (this.settings.env ?? process.env)[option.env];
      if (!(key in this.values) && text) this.fromEnvironment(key, option, text);
      this.values[key] ??= option.value === undefined ? false : 'many' in option ? [] : option.default;
    }
    return this.values;
  }

  private fromEnvironment(key: string, option: Option, text: string): void {
    if (option.value !== undefined) {
      for (const part of 'many' in option ? text.split(',') : [text]) this.set(key, option, part, option.env!);
    } else if (/^(1|true|yes|on)$/i.test(text)) this.values[key] = true;
    else if (!/^(0|false|no|off)$/i.test(text)) throw usageError(`${option.env}: expected 1 or 0, got "${text}"`);
  }
}

/** The choice that fewest changes of letters lead to, if those are few. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const choice of choices) {
    const distance = editDistance(word, choice);
    if (distance < least) [best, least] = [choice, distance];
  }
  return best;
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
