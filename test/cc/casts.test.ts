// Calls through other types than functions have: by pointers that were cast, and of functions that were never declared.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sortOut, shownWarnings, tellingOptions } from '../../loader/cc/casts/warnings.js';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

const programs = join(root, 'test/cc');
const LEVELS = ['-O0', '-O2'];

async function compiled(args: readonly string[], folder = freshFolder()) {
  const image = join(folder, 'app.wasm');
  const { stderr, code } = await hermit(['cc', ...args, '-o', image], { cwd: folder });
  return { image, stderr, code };
}

describe.each(LEVELS)('at %s', (level) => {
  it('callbacks of other types are called as on Linux', async () => {
    const { image, stderr } = await compiled(['-w', level, join(programs, 'callbacks.c')]);
    expect(stderr).toBe('');
    const { stdout, stderr: said, code } = await hermit(['run', '-n', '2', image]);
    expect(`${stdout.toString()}exit code ${code}\n`, said).toBe(readFileSync(join(programs, 'callbacks.out'), 'utf8'));
  });

  it('functions that were not declared get the arguments that they take, with names in the image and without', async () => {
    for (const flags of [[], ['-s']]) {
      const { image, stderr } = await compiled([
        '-std=gnu89',
        '-w',
        level,
        ...flags,
        join(programs, 'near.c'),
        join(programs, 'far.c'),
      ]);
      expect(stderr).toContain(
        'note: one is called as another type than it has: arguments that it does not take are dropped, and missing ones are zero; declare it in a header',
      );
      const { stdout, stderr: said } = await hermit(['run', image]);
      expect(stdout.toString(), said).toBe('2\n7\n42\nnothing 9\n42 8\n');
      const { exports } = JSON.parse((await hermit(['inspect', '--json', image])).stdout.toString());
      expect(exports.map(({ name }: { name: string }) => name)).not.toContain('one');
    }
  });

  it('every pair of types with equal common parameters', async () => {
    const folder = freshFolder();
    const { text, expected } = pairs();
    writeFileSync(join(folder, 'pairs.c'), text);
    const { image, stderr } = await compiled([level, '-Werror', 'pairs.c'], folder);
    expect(stderr).toBe('');
    const { stdout, stderr: said } = await hermit(['run', image]);
    expect(stdout.toString().split('\n'), said).toEqual(expected);
  });
});

/** Parameters and results: int, double and long long by their letters. */
const PARAMETERS = ['', 'i', 'd', 'l', 'ii', 'id', 'di', 'il', 'iii', 'idl'];
const RESULTS = ['v', 'i', 'd', 'l'];
const C: Record<string, string> = { v: 'void', i: 'int', d: 'double', l: 'long long' };
const FORMAT: Record<string, string> = { i: '%d', d: '%.1f', l: '%lld' };

/** A program that calls through every pair, and what it prints: arguments that are missing are zero, as is a result. */
function pairs(): { text: string; expected: string[] } {
  const types = RESULTS.flatMap((result) => PARAMETERS.map((parameters) => ({ result, parameters: [...parameters] })));
  const name = ({ result, parameters }: (typeof types)[0]) => `f_${result}_${parameters.join('')}`;
  const value = (letter: string, at: number) => (letter === 'd' ? `${at + 1}.5` : `${at + 1}`);
  const zero = (letter: string) => (letter === 'd' ? '0.0' : '0');
  const definitions = types.map((type) => {
    const list = type.parameters.map((letter, at) => `${C[letter]} p${at}`).join(', ') || 'void';
    const format = type.parameters.map((letter) => ` ${FORMAT[letter]}`).join('');
    const given = type.parameters.map((_, at) => `, p${at}`).join('');
    const back = type.result === 'v' ? '' : ` return ${value(type.result, 6)};`;
    return `static ${C[type.result]} ${name(type)}(${list}) { printf("${name(type)}${format}"${given});${back} }`;
  });
  const calls: string[] = [];
  const expected: string[] = [];
  for (const caller of types) {
    for (const callee of types) {
      const common = Math.min(caller.parameters.length, callee.parameters.length);
      const fits = caller.parameters.slice(0, common).join() === callee.parameters.slice(0, common).join();
      if (!fits || !(caller.result === callee.result || caller.result === 'v' || callee.result === 'v')) continue;
      const list = caller.parameters.map((letter) => C[letter]).join(', ') || 'void';
      const given = caller.parameters.map(value).join(', ');
      const call = `((${C[caller.result]} (*)(${list}))p)(${given})`;
      const format = caller.result === 'v' ? '' : `"= ${FORMAT[caller.result]}\\n", `;
      calls.push(`\tp = (function)${name(callee)};`, format ? `\tprintf(${format}${call});` : `\t${call}; puts("");`);
      const got = callee.parameters.map((letter, at) =>
        at < caller.parameters.length ? value(letter, at) : zero(letter),
      );
      const result = callee.result === 'v' ? zero(caller.result) : value(caller.result, 6);
      expected.push([name(callee), ...got].join(' ') + (format ? `= ${result}` : ''));
    }
  }
  const text = `#include <stdio.h>\ntypedef void (*function)(void);\n${definitions.join('\n')}\nint main(void)\n{\n\tvolatile function p;\n${calls.join('\n')}\n\treturn 0;\n}\n`;
  return { text, expected: [...expected, ''] };
}

describe('--casts', () => {
  const plain = '#include <stdio.h>\nint main() { printf("hello\\n"); return 0; }\n';

  it('leaves images alone whose sources give no reason', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'plain.c'), plain);
    const images = [];
    for (const casts of ['auto', 'trap']) {
      await compiled([`--casts=${casts}`, 'plain.c'], folder);
      images.push(readFileSync(join(folder, 'app.wasm')));
    }
    expect(images[0]!.equals(images[1]!)).toBe(true);
  });

  it('is kept in objects and archives, and can be forbidden or forced when they are linked', async () => {
    const folder = freshFolder();
    const inFolder = (...args: string[]) => hermit(args, { cwd: folder });
    await inFolder('cc', '-w', '-c', join(programs, 'callbacks.c'), '-o', 'callbacks.o');
    await inFolder('cc', '-w', '--casts=trap', '-c', join(programs, 'callbacks.c'), '-o', 'unmarked.o');
    const first = async (...args: string[]) => {
      await inFolder('cc', ...args, '-o', 'app.wasm');
      const { stdout, stderr } = await inFolder('run', '-n', '2', 'app.wasm');
      return { line: stdout.toString().split('\n')[0], stderr };
    };
    expect((await first('callbacks.o')).line).toBe('thread without a prototype');
    expect((await first('unmarked.o', '--casts=repair')).line).toBe('thread without a prototype');
    for (const args of [['unmarked.o'], ['callbacks.o', '--casts=trap']]) {
      const { line, stderr } = await first(...args);
      expect(line).toBe('');
      expect(stderr).toContain('trap: indirect call of the wrong type');
      expect(stderr).toContain('--casts=repair');
    }
  });

  it('takes one of three words', async () => {
    const { stderr, code } = await hermit(['cc', '--casts=maybe', 'x.c']);
    expect(stderr).toContain("--casts: expected auto, repair, trap, got 'maybe'");
    expect(code).toBe(1);
  });

  it('still traps where arguments do not fit, and where a pointer is damaged', async () => {
    const folder = freshFolder();
    writeFileSync(
      join(folder, 'wild.c'),
      `#include <stdio.h>
      #include <stdlib.h>
      static double real(double x) { return x; }
      static int one(int x) { return x; }
      int main(int argc, char **argv)
      {
        int (*volatile p)(int) = (int (*)(int))real;
        if (argc > 1) p = (int (*)(int))strtoul(argv[1], 0, 0);
        if (argc > 2) p = one;
        printf("%d\\n", p(1));
        return 0;
      }`,
    );
    const { image } = await compiled(['-w', '--casts=repair', 'wild.c'], folder);
    for (const args of [[], ['0'], ['100000'], ['0xffffffff'], ['0x80000000']]) {
      const { code, stderr } = await hermit(['run', image, ...args]);
      expect(stderr).toContain('trap: indirect call');
      expect(code).toBe(134);
    }
    expect((await hermit(['run', image, '1', '1'])).stdout.toString()).toBe('1\n');
  });
});

describe('warnings', () => {
  it('of the compiler are those that the user asked for, and errors stay errors', async () => {
    const folder = freshFolder();
    writeFileSync(
      join(folder, 'k.c'),
      'int f() { return 1; }\nint g(a) int a; { int unused; return a; }\nint main(void) { return f() - g(1); }\n',
    );
    const said = async (...flags: string[]) => {
      const { stderr, code } = await compiled([...flags, 'k.c'], folder);
      const kinds = [...stderr.matchAll(/(error|warning): .*\[(.*)\]/g)].map(([, kind, flag]) => `${kind} ${flag}`);
      return { kinds, code, last: stderr.trim().split('\n').at(-1) };
    };
    const old = 'warning -Wdeprecated-non-prototype';
    expect(await said()).toEqual({ kinds: [old], code: 0, last: '1 warning generated.' });
    expect((await said('-w')).last).toBe('');
    expect((await said('-Wno-deprecated-non-prototype')).last).toBe('');
    expect(await said('-Wunused-variable')).toMatchObject({
      kinds: ['warning -Wunused-variable', old],
      last: '2 warnings generated.',
    });
    expect((await said('-Wstrict-prototypes')).kinds).toEqual(['warning -Wstrict-prototypes', old]);
    expect(await said('-Werror')).toMatchObject({ kinds: ['error -Werror,-Wdeprecated-non-prototype'], code: 1 });
    expect(await said('-Werror', '-Wno-deprecated-non-prototype')).toMatchObject({ kinds: [], code: 0 });
    expect(existsSync(join(folder, 'app.wasm'))).toBe(true);
    expect(await said('-pedantic-errors')).toMatchObject({ code: 1 });
    expect((await said('-fno-diagnostics-show-option')).last).toBe('1 warning generated.');
  });

  it('are sorted out with their lines, notes and counts', () => {
    const text = [
      'In file included from a.c:1:',
      'b.h:2:3: warning: cast from x converts [-Wcast-function-type-strict]',
      '    2 | x',
      '      | ^',
      'b.h:1:1: note: declared here',
      'c.c:1:1: warning: unused [-Wunused]',
      '    1 | y',
      '2 warnings and 1 error generated.',
      '',
    ].join('\n');
    expect(sortOut(text, shownWarnings([]))).toEqual({
      text: 'c.c:1:1: warning: unused [-Wunused]\n    1 | y\n1 warning and 1 error generated.\n',
      casts: true,
    });
    expect(sortOut(text, shownWarnings(['-w']))).toEqual({ text: '1 error generated.\n', casts: true });
    expect(sortOut(text, shownWarnings(['-Wcast-function-type'])).text).toBe(text);
    expect(tellingOptions(['-w', '-Werror', '-O2'])).not.toContain('-w');
  });
});
