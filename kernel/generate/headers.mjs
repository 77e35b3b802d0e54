// Reads the numbers that C headers define for both sides.

/** A number of C: decimal, hexadecimal, with or without a suffix. */
const NUMBER = /^(0x[0-9a-f]+|\d+)(u|l|ul|ll|ull)?$/i;

/**
 * What a header defines: `{ NAME: { value, comment } }`. Every `#define NAME expression` counts whose expression is made of numbers,
 * names defined above (or in `known`), + - * << and parentheses, and every name of an `enum { A, B }` without values. Where the header is for both sides, all of it must be so (`strict`).
 */
export function parseHeader(text, file, { known = {}, strict = true } = {}) {
  const values = {};
  for (const [, name, expression, comment] of text.matchAll(/^#define (\w+) ([^/\n]+?)\s*(?:\/\*(.*?)\*\/)?$/gm)) {
    const value = evaluate(expression, { ...known, ...values });
    if (value === undefined) {
      if (strict)
        throw new Error(
          `${file}: ${name} is "${expression}", expected numbers, names defined above, + - * << and parentheses`,
        );
      continue;
    }
    values[name] = { value, comment: comment?.trim() };
  }
  for (const [, names] of text.matchAll(/^enum \{ ([\w, ]+) \};$/gm))
    names.split(', ').forEach((name, value) => (values[name] = { value }));
  return values;
}

function evaluate(expression, names) {
  const tokens = expression.match(/\w+|<<|[-+*()]/g) ?? [];
  if (tokens.join('') !== expression.replace(/\s/g, '')) return undefined;
  const words = tokens.map((t) => {
    if (!/^\w/.test(t)) return t;
    if (t in names) return names[t].value;
    const number = NUMBER.exec(t);
    return number ? Number(number[1]) : NaN;
  });
  if (words.length === 0 || words.some((w) => Number.isNaN(w))) return undefined;
  // Only numbers and operators are left.
  // oxlint-disable-next-line typescript/no-implied-eval
  return Function(`return (${words.join(' ')})`)();
}
