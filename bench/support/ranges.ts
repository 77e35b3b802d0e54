// Values of parameters as they are typed: `-P size=1K..1M*4`, `threads=1..8`, `n=1,2,5`.
import type { Parameter, Suite } from '../model.js';

/** More values than anybody waits for. */
const VALUES_MAX = 1000;

const factors: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

const expected = (what: string, text: string): never => {
  throw new Error(`expected ${what}, got "${text}"`);
};

function value(text: string): number {
  const match = /^(-?\d{1,15}(?:\.\d{1,9})?(?:e[+-]?\d{1,3})?)([KMG]?)$/.exec(text);
  return match ? Number(match[1]) * factors[match[2]!]! : expected('a number such as 3, 0.5 or 64K', text);
}

/** `1..8`, by steps of 1 or with `+STEP`; `1K..1M*4`, each the FACTOR-fold of the one before. The end is among them if it is met. */
function range(text: string): number[] {
  const [, low, high, how, by] = /^(.+?)\.\.(.+?)(?:([*+])(.+))?$/.exec(text) ?? expected('LOW..HIGH', text);
  const [from, to, step] = [value(low!), value(high!), by === undefined ? 1 : value(by)];
  if (from > to) return expected('a range from the smaller to the larger value', text);
  if (how === '*' && !(step > 1 && from > 0)) return expected('a factor above 1 and a beginning above 0', text);
  if (step <= 0) return expected('a step above 0', text);
  const values: number[] = [];
  for (let i = 0; ; i++) {
    const next = how === '*' ? from * step ** i : from + step * i;
    // Steps such as 0.1 do not add up to the end exactly.
    if (next > to * (1 + 1e-12)) return values;
    if (values.length === VALUES_MAX) return expected(`at most ${VALUES_MAX} values`, text);
    values.push(next);
  }
}

export interface Setting {
  readonly name: string;
  readonly values: readonly number[];
  readonly text: string;
}

/** `name=range`. @throws Error that says what was expected */
export function setting(text: string): Setting {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  if (equals < 1 || !/^[A-Za-z][\w-]*$/.test(name)) return expected('NAME=VALUES', text);
  const values = text
    .slice(equals + 1)
    .split(',')
    .flatMap((part) => (part.includes('..') ? range(part) : [value(part)]));
  return { name, values, text };
}

function check({ least, most }: Parameter, { name, values }: Setting): void {
  const wrong = values.find((v) => v < least || v > most);
  if (wrong !== undefined) throw new Error(`-P ${name}: expected values from ${least} to ${most}, got ${wrong}`);
}

/**
 * Values of each suite's parameters, defaults where they are not set.
 * @throws Error for a name that none of the suites has, one that is set twice, and values outside a parameter's limits
 */
export function parametersOf(
  suites: readonly Suite[],
  settings: readonly Setting[],
): Map<string, Record<string, readonly number[]>> {
  const known = new Set(suites.flatMap(({ parameters }) => Object.keys(parameters ?? {})));
  for (const [i, { name }] of settings.entries()) {
    if (!known.has(name)) {
      const those = known.size ? `expected one of ${[...known].join(', ')}` : 'these suites have none';
      throw new Error(`-P ${name}: no suite of this run has such a parameter, ${those}`);
    }
    if (settings.findIndex((other) => other.name === name) !== i) throw new Error(`-P ${name} is given twice`);
  }
  return new Map(
    suites.map((suite) => {
      const values: Record<string, readonly number[]> = {};
      for (const [name, parameter] of Object.entries(suite.parameters ?? {})) {
        const given = settings.find((s) => s.name === name);
        if (given) check(parameter, given);
        values[name] = given?.values ?? parameter.default;
      }
      return [suite.name, values];
    }),
  );
}

/** 1, 2, 4 … and the most itself. */
export function doublings(most: number): number[] {
  const all: number[] = [];
  for (let n = 1; n < most; n *= 2) all.push(n);
  return [...all, most];
}
