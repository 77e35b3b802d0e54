// The compiler of C++ on the command line, and the words for what goes wrong.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

const folder = freshFolder();
function source(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}
const at = { cwd: folder };

const THROWS = 'int main() { try { throw 1; } catch (int) { return 3; } }';

describe('an exception that nobody catches ends the program with its type and what()', () => {
  const uncaught = 'libc++abi: terminating due to uncaught exception of type';
  it.each([
    ['main', `${uncaught} std::runtime_error: of main`],
    ['thread', `${uncaught} shop::Broken: of a thread`],
    ['noexcept', `${uncaught} shop::Broken: of a noexcept function`],
    ['class', `${uncaught} shop::Empty`],
    ['number', `${uncaught} int`],
    ['text', `${uncaught} char const*`],
    ['region', `${uncaught} std::out_of_range: of a region`],
    ['memory', `${uncaught} std::bad_alloc: std::bad_alloc`],
    ['destructor', 'libc++abi: terminating due to uncaught exception of type std::'],
    ['pure', 'libc++abi: Pure virtual function called!'],
    ['left', 'libc++abi: std::terminate was called, and no exception is active'],
  ])('%s', async (how, words) => {
    const image = await compileImage([join(root, 'test/cxx/ends.cpp')], ['-fopenmp']);
    const { code, stderr } = await hermit(['run', '--mem', '256M', image, how]);
    expect(stderr).toContain(words);
    expect(stderr).toContain('the program was ended by SIGABRT');
    expect(code).toBe(134);
  });
});

describe('the compiler', () => {
  it('takes sources of C++ by their names, -x, or its own; all of C too as c++', async () => {
    for (const name of ['a.cpp', 'a.cc', 'a.cxx', 'a.C', 'a.c++'])
      expect((await hermit(['run', source(name, THROWS)], at)).code, name).toBe(3);
    const plain = source('plain.c', THROWS);
    expect((await hermit(['c++', plain, '-o', 'plain'], at)).stderr).toBe('');
    expect((await hermit(['run', 'plain'], at)).code).toBe(3);
    expect((await hermit(['cc', '-x', 'c++', plain, '-o', 'plain'], at)).code).toBe(0);
    expect((await hermit(['cc', plain, '-o', 'plain'], at)).code).toBe(1);
  });

  it('links C and C++, and says what an object of C++ lacks', async () => {
    source('part.c', 'int twice(int n) { return 2 * n; }');
    source(
      'main.cpp',
      '#include <vector>\nextern "C" int twice(int);\nint main() { return std::vector<int>(twice(4)).size(); }',
    );
    expect((await hermit(['c++', '-c', 'main.cpp'], at)).code).toBe(0);
    expect((await hermit(['cc', '-c', 'part.c'], at)).code).toBe(0);
    const wrong = await hermit(['cc', 'main.o', 'part.o', '-o', 'both'], at);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('hermit-wasm: note: C++: link with hermit-wasm c++, or add -lc++');
    for (const command of [
      ['c++', 'main.o', 'part.o', '-o', 'both'],
      ['cc', 'main.o', 'part.o', '-lstdc++', '-o', 'both'],
      ['c++', 'main.cpp', 'part.o', '-stdlib=libstdc++', '-static-libstdc++', '-lgcc_s', '-o', 'both'],
    ]) {
      expect((await hermit(command, at)).stderr, command.join(' ')).toBe('');
      expect((await hermit(['run', 'both'], at)).code).toBe(8);
    }
  });

  it('points to C++ from C that includes a header of it', async () => {
    const { stderr } = await hermit(['cc', '-c', source('vector.c', '#include <vector>\n')], at);
    expect(stderr).toContain('a header of C++ in a source of C');
  });

  it('leaves exceptions out where that is asked for', async () => {
    const refused = await hermit(['c++', '-fno-exceptions', source('throws.cpp', THROWS), '-o', 'none'], at);
    expect(refused.stderr).toContain('exceptions disabled');
    const plain = '#include <vector>\nint main() { return std::vector<int>{1, 2}.at(1); }';
    expect((await hermit(['run', '-fno-exceptions', source('plain.cpp', plain)], at)).code).toBe(2);
  });

  it('lets exceptions pass functions of C', async () => {
    source(
      'middle.c',
      `#include <stdio.h>
void call(void (*f)(void)) { puts("before"); f(); puts("never"); }`,
    );
    source(
      'outer.cpp',
      `#include <cstdio>
extern "C" void call(void (*)());
int main() { try { call([] { throw 1; }); } catch (int) { std::puts("caught"); } }`,
    );
    for (const flag of ['-fexceptions', '-fno-exceptions']) {
      expect((await hermit(['cc', flag, '-c', 'middle.c'], at)).stderr).toBe('');
      expect((await hermit(['c++', 'outer.cpp', 'middle.o', '-o', 'outer'], at)).stderr).toBe('');
      expect((await hermit(['run', 'outer'], at)).stdout.toString()).toBe('before\ncaught\n');
    }
  });

  it('warns of a function that setjmp and destructors share', async () => {
    source(
      'jumps.cpp',
      `#include <setjmp.h>
#include <string>
namespace my { jmp_buf back; void jump(std::string &s); int shared(int n) { std::string s(n, 'x'); if (setjmp(back)) return 1; jump(s); return s.size(); } }
void my::jump(std::string &s) { if (s.size() > 3) longjmp(back, 1); s += "y"; throw 1; }
int main() { try { return my::shared(2); } catch (int) { return 0; } }`,
    );
    const { stderr, code } = await hermit(['c++', '-O1', '-fno-inline', 'jumps.cpp', '-o', 'jumps'], at);
    expect(stderr).toMatch(/warning: my::shared\(int\) calls setjmp and has objects with destructors/);
    expect(stderr).not.toMatch(/my::jump/);
    expect(code).toBe(0);
  });

  it('gives backtraces the names of the source', async () => {
    source(
      'cart.cpp',
      `#include <string>
namespace shop { template <class T> struct Cart { __attribute__((noinline)) void add(const T &t, int n) { if (n > 1) __builtin_trap(); add(t, n + 1); } }; }
int main() { shop::Cart<std::string>().add("pear", 0); }`,
    );
    const { stderr } = await hermit(['run', '-O0', 'cart.cpp'], at);
    expect(stderr).toContain('at shop::Cart<std::string>::add(std::string const&, int) (cart.cpp:2)');
  });

  it('is a compiler of MPI', async () => {
    mkdirSync(join(folder, 'mpi'), { recursive: true });
    source(
      'mpi/all.cpp',
      `#include <iostream>
#include <mpi.h>
#include <vector>
template <class T> MPI_Datatype type();
template <> MPI_Datatype type<double>() { return MPI_DOUBLE; }
template <class T> std::vector<T> all(const std::vector<T> &mine)
{
	int ranks;
	MPI_Comm_size(MPI_COMM_WORLD, &ranks);
	std::vector<T> whole(mine.size() * ranks);
	MPI_Allgather(mine.data(), mine.size(), type<T>(), whole.data(), mine.size(), type<T>(), MPI_COMM_WORLD);
	return whole;
}
int main(int argc, char **argv)
{
	MPI_Init(&argc, &argv);
	int rank;
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	auto whole = all(std::vector<double>{rank + 0.5});
	if (rank == 0)
		for (double x : whole) std::cout << x << ' ';
	MPI_Finalize();
}`,
    );
    expect((await hermit(['mpicxx', 'mpi/all.cpp', '-o', 'all'], at)).stderr).toBe('');
    for (const layout of [
      ['-i', '3'],
      ['--ranks-per-isle', '3'],
    ])
      expect((await hermit(['run', ...layout, 'all'], at)).stdout.toString()).toBe('0.5 1.5 2.5 ');
  });
});
