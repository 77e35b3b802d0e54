import { describe, expect, it } from 'vitest';
import { nearest, parse } from '../../loader/cli/parse.js';
import { duration, grant, guestPath, memorySize, variable, words } from '../../loader/cli/values.js';

describe('values of options', () => {
  it.each([
    ['16M', 16 << 20],
    ['512m', 512 << 20],
    ['1.5G', 1.5 * 2 ** 30],
    ['4G', 2 ** 32],
    ['4GiB', 2 ** 32],
    ['16777217', 257 * 65536],
  ])('sizes: %s', (text, bytes) => {
    expect(memorySize(text)).toBe(bytes);
  });

  it.each(['', 'G', '5G', '1M', '-1G', '1T', '1e9', '0x100000000', '12 M'])('no size: "%s"', (text) => {
    expect(() => memorySize(text)).toThrow(/expected a size/);
  });

  it.each([
    ['500ms', 500],
    ['10', 10_000],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
  ])('times: %s', (text, milliseconds) => {
    expect(duration(text)).toBe(milliseconds);
  });

  it.each(['', 's', '-5s', '0', '600h', '1d', '5 s'])('no time: "%s"', (text) => {
    expect(() => duration(text)).toThrow(/expected a time/);
  });

  it('directories', () => {
    expect(grant('.')).toEqual({ host: '.', guest: null, readOnly: false });
    expect(grant('/a:b:ro')).toEqual({ host: '/a:b', guest: null, readOnly: true });
    expect(grant('a::/b/../c/:ro')).toEqual({ host: 'a', guest: '/b/../c/', readOnly: true });
    expect(grant('a::b')).toEqual({ host: 'a', guest: 'b', readOnly: false });
    for (const text of ['', '::/b', 'a::', 'a::/b::/c', ':ro']) expect(() => grant(text), text).toThrow(/expected/);
  });

  it('paths in the guest stay below the root', () => {
    expect(guestPath('/../../etc')).toBe('/etc');
    expect(guestPath('/')).toBe('/');
    expect(() => guestPath('relative')).toThrow(/absolute/);
  });

  it('variables', () => {
    expect(variable('A=b=c')).toEqual({ name: 'A', value: 'b=c' });
    expect(variable('A=')).toEqual({ name: 'A', value: '' });
    expect(variable('NO_SUCH_VARIABLE_HERE').value).toBeNull();
    expect(() => variable('=x')).toThrow(/NAME/);
  });

  it('words as a shell splits them', () => {
    expect(words(`-DA="b c" 'x y'z  \\  "q\\"r"`)).toEqual(['-DA=b c', 'x yz', ' ', 'q"r']);
    expect(words('  ')).toEqual([]);
    expect(() => words('"open')).toThrow(/quotes/);
  });
});

describe('command lines', () => {
  const table = {
    number: { flags: ['-n', '--number'], value: 'N', env: 'T_NUMBER', parse: Number, default: 7, help: '' },
    list: { flags: ['--item'], value: 'X', env: 'T_ITEMS', parse: String, many: true, help: '' },
    loud: { flags: ['-l', '--loud'], env: 'T_LOUD', help: '' },
    quick: { flags: ['-q'], help: '' },
  } as const;
  const read = (args: string[], env: NodeJS.ProcessEnv = {}) => parse(table, args, { stop: true, env });

  it('flags beat variables, variables beat defaults', () => {
    expect(read([]).values).toEqual({ number: 7, list: [], loud: false, quick: false });
    const env = { T_NUMBER: '8', T_ITEMS: 'a,b', T_LOUD: '1' };
    expect(read([], env).values).toEqual({ number: 8, list: ['a', 'b'], loud: true, quick: false });
    expect(read(['-n', '9', '--item', 'c', '--no-loud'], env).values).toEqual({
      number: 9,
      list: ['c'],
      loud: false,
      quick: false,
    });
  });

  it('values may be joined, short switches too', () => {
    expect(read(['-n5', '-lq']).values).toMatchObject({ number: 5, loud: true, quick: true });
    expect(read(['--number=6']).values.number).toBe(6);
  });

  it('stops at the first operand and at --', () => {
    expect(read(['-l', 'program', '-n', '1']).operands).toEqual(['program', '-n', '1']);
    expect(read(['--', '-l']).operands).toEqual(['-l']);
  });

  it.each([['-x'], ['--nmuber', '5'], ['-n'], ['--loud=yes'], ['--no-number']])('refuses %s', (...args) => {
    expect(() => read(args)).toThrow(expect.objectContaining({ code: 'HERMIT_EUSAGE' }));
  });

  it('knows what was meant', () => {
    expect(nearest('inpsect', ['run', 'cc', 'inspect'])).toBe('inspect');
    expect(nearest('zzz', ['run', 'cc', 'inspect'])).toBeUndefined();
  });
});
