/** C types as clang prints them: `const double *`, `struct point (*)[4]`, `int (*)(void *, char **)`. */

export type CType =
  /** A name: of a typedef, `int`, `struct point`, … without qualifiers. */
  | { kind: 'name'; name: string; const: boolean }
  | { kind: 'pointer'; to: CType; const: boolean }
  /** `count` is null where it is no number. */
  | { kind: 'array'; of: CType; count: number | null }
  | { kind: 'function'; text: string };

const TOKEN = /\((?:unnamed|anonymous)[^()]*\)|[A-Za-z_$][\w$]*|\d+|\.\.\.|[^\s]/g;
const QUALIFIERS = new Set(['const', 'volatile', 'restrict', '__restrict', '__restrict__', '_Nonnull', '_Nullable']);

class Reader {
  private readonly tokens: string[];
  private at = 0;

  constructor(private readonly text: string) {
    this.tokens = text.match(TOKEN) ?? [];
  }

  read(): CType | undefined {
    const words: string[] = [];
    let constant = false;
    for (; this.at < this.tokens.length && !'*(['.includes(this.tokens[this.at]!); this.at++) {
      const token = this.tokens[this.at]!;
      if (token === 'const') constant = true;
      else if (!QUALIFIERS.has(token)) words.push(token);
    }
    const type = this.declarator({ kind: 'name', name: words.join(' '), const: constant });
    const read = this.at === this.tokens.length && words.length > 0 && !words.includes('__attribute__');
    return read ? type : undefined;
  }

  private declarator(base: CType): CType {
    let type = base;
    while (this.tokens[this.at] === '*') {
      this.at++;
      type = { kind: 'pointer', to: type, const: false };
      for (let word = this.tokens[this.at]; word !== undefined && QUALIFIERS.has(word); word = this.tokens[++this.at])
        if (word === 'const') type = { ...type, const: true };
    }
    // What stands in brackets is made of what stands behind them.
    if (this.tokens[this.at] === '(' && this.tokens[this.at + 1] === '*') {
      const inner = ++this.at;
      this.skip();
      type = this.suffixes(type);
      const end = this.at;
      this.at = inner;
      type = this.declarator(type);
      this.at = end;
      return type;
    }
    return this.suffixes(type);
  }

  private suffixes(type: CType): CType {
    if (this.tokens[this.at] === '(') {
      this.at++;
      this.skip();
      return { kind: 'function', text: this.text };
    }
    if (this.tokens[this.at] !== '[') return type;
    const inside: string[] = [];
    while (++this.at < this.tokens.length && this.tokens[this.at] !== ']') inside.push(this.tokens[this.at]!);
    this.at++;
    const count = inside.length === 1 && /^\d+$/.test(inside[0]!) ? Number(inside[0]) : null;
    return { kind: 'array', of: this.suffixes(type), count };
  }

  /** Behind the bracket that closes. */
  private skip(): void {
    for (let depth = 1; depth > 0 && this.at < this.tokens.length; this.at++) {
      if (this.tokens[this.at] === '(') depth++;
      if (this.tokens[this.at] === ')') depth--;
    }
  }
}

/** Undefined where it is none of these: an attribute, a vector, what C++ alone has. */
export function parseCType(text: string): CType | undefined {
  return new Reader(text).read();
}
