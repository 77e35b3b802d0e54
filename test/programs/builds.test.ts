// The recipes of docs/building-programs.md.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';
import { sourcesOf } from './sources.js';

/** The package's commands as an installation has them. */
let env: NodeJS.ProcessEnv;
beforeAll(() => {
  const folder = freshFolder();
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  for (const [name, file] of Object.entries(bin)) symlinkSync(join(root, file), join(folder, name));
  env = { ...environment, PATH: `${folder}${delimiter}${environment['PATH']}` };
});

async function shell(cwd: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await run('sh', ['-ec', script], { cwd, env });
  expect(code, `${stdout.toString().slice(-3000)}\n${stderr.slice(-3000)}`).toBe(0);
  return stdout.toString();
}

/** A copy of a package's sources. */
async function copyOf(name: Parameters<typeof sourcesOf>[0]): Promise<{ cwd: string; lacking: string }> {
  const { folder, lacking } = await sourcesOf(name);
  const cwd = freshFolder();
  if (folder) cpSync(folder, cwd, { recursive: true });
  return { cwd, lacking };
}

const make = tool('make');
const cmake = tool('cmake', 'make');
const meson = tool('meson', 'ninja');

const program = '#include <stdio.h>\nint twice(int);\nint main(void) { printf("%d\\n", twice(21)); return 0; }\n';
const library = 'int twice(int n) { return 2 * n; }\n';

describe('programs are built', () => {
  it.skipIf(make.missing)(`by configure and make: zlib${make.note}`, async ({ skip }) => {
    const { cwd, lacking } = await copyOf('zlib');
    skip(lacking !== '', lacking);
    const said = await shell(
      cwd,
      'eval "$(hermit-wasm env)"; sh ./configure --static; make -j2 libz.a example; ./example',
    );
    expect(said).toContain('gzread(): hello, hello!');
  });

  it.skipIf(make.missing)(`by a makefile: Lua${make.note}`, async ({ skip }) => {
    const { cwd, lacking } = await copyOf('lua');
    skip(lacking !== '', lacking);
    await shell(join(cwd, 'src'), 'make -j2 posix CC=hermit-wasm-cc AR="hermit-wasm-ar rcu" RANLIB=hermit-wasm-ranlib');
    const { stdout } = await hermit(['run', 'src/lua', '-e', 'print(6 * 7)'], { cwd });
    expect(stdout.toString()).toBe('42\n');
  });

  it.skipIf(cmake.missing)(`by CMake, which runs its tests too${cmake.note}`, async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'main.c'), program);
    writeFileSync(join(cwd, 'twice.c'), library);
    writeFileSync(
      join(cwd, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.13)
project(twice C)
include(CheckFunctionExists)
check_function_exists(strlcpy HAVE_STRLCPY)
check_function_exists(nothing_of_this_name HAVE_NOTHING)
if(NOT HAVE_STRLCPY OR HAVE_NOTHING)
  message(FATAL_ERROR "wrong")
endif()
add_library(twice twice.c)
add_executable(app main.c)
target_link_libraries(app twice m)
enable_testing()
add_test(NAME runs COMMAND app)
set_tests_properties(runs PROPERTIES PASS_REGULAR_EXPRESSION "^42\\n$")
`,
    );
    const said = await shell(
      cwd,
      'cmake -B build -DCMAKE_TOOLCHAIN_FILE="$(hermit-wasm env --cmake)"; cmake --build build; ctest --test-dir build',
    );
    expect(said).toContain('100% tests passed');
  });

  it.skipIf(cmake.missing)(`by CMake in C++, with OpenMP, MPI and threads${cmake.note}`, async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'part.cpp'), '#include <string>\nstd::string part() { return "part"; }\n');
    writeFileSync(
      join(cwd, 'main.cpp'),
      `#include <iostream>
#include <mpi.h>
#include <omp.h>
#include <thread>
std::string part();
int main(int argc, char **argv) {
  int n = 0, rank;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
#pragma omp parallel num_threads(3) reduction(+ : n)
  n += omp_get_num_threads();
  std::thread([&] { n++; }).join();
  std::cout << part() << rank << n << std::endl;
  MPI_Finalize();
}
`,
    );
    writeFileSync(
      join(cwd, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.13)
project(parts CXX C)
set(CMAKE_CXX_STANDARD 20)
find_package(OpenMP REQUIRED)
find_package(MPI REQUIRED)
find_package(Threads REQUIRED)
add_library(part part.cpp)
add_executable(app main.cpp)
target_link_libraries(app part OpenMP::OpenMP_CXX MPI::MPI_CXX Threads::Threads)
enable_testing()
add_test(NAME runs COMMAND app)
set_tests_properties(runs PROPERTIES PASS_REGULAR_EXPRESSION "^part010\\n$")
`,
    );
    const said = await shell(
      cwd,
      'cmake -B build -DCMAKE_TOOLCHAIN_FILE="$(hermit-wasm env --cmake)"; cmake --build build; ctest --test-dir build',
    );
    expect(said).toContain('100% tests passed');
  });

  it.skipIf(meson.missing)(`by Meson, which runs its tests too${meson.note}`, async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'main.c'), program);
    writeFileSync(join(cwd, 'twice.c'), library);
    writeFileSync(
      join(cwd, 'meson.build'),
      `project('twice', 'c')
cc = meson.get_compiler('c')
assert(cc.has_function('strlcpy'))
assert(cc.sizeof('long') == 4)
lib = library('twice', 'twice.c')
test('runs', executable('app', 'main.c', link_with: lib))
`,
    );
    const said = await shell(
      cwd,
      'meson setup --cross-file "$(hermit-wasm env --meson)" build; meson compile -C build; meson test -C build',
    );
    expect(said).toMatch(/Ok: +1/);
  });
});

describe('hermit-wasm env', () => {
  it('names commands that are on PATH, and whole paths otherwise', async () => {
    const cwd = freshFolder();
    expect(await shell(cwd, 'hermit-wasm env | head -1')).toBe("export CC='hermit-wasm-cc'\n");
    const { stdout } = await hermit(['env'], { cwd });
    expect(stdout.toString()).toContain('export HERMIT_DIR="${HERMIT_DIR:-.}"\n');
    expect(stdout.toString()).toContain(`export AR='${join(commandLine, '../bin/hermit-wasm-ar')}'\n`);
  });

  it('takes one of --cmake and --meson', async () => {
    const { code, stderr } = await hermit(['env', '--cmake', '--meson']);
    expect(stderr).toContain('env: expected one of --cmake and --meson');
    expect(code).toBe(2);
  });
});

describe('the commands of one word', () => {
  it('are the tools: cc, ar, nm, ld, mpicc', async () => {
    const cwd = freshFolder();
    mkdirSync(join(cwd, 'deep'));
    writeFileSync(join(cwd, 'main.c'), program);
    writeFileSync(join(cwd, 'deep/twice.c'), library);
    const said = await shell(
      cwd,
      `hermit-wasm-cc -c main.c deep/twice.c
      hermit-wasm-ar rcs libtwice.a twice.o
      hermit-wasm-nm libtwice.a
      hermit-wasm-ld -r main.o twice.o -o both.o
      hermit-wasm-ld main.o -L. -ltwice --strip-debug -o linked
      hermit-wasm-mpicc both.o -o app
      hermit-wasm-mpicc -show
      hermit-wasm-strip app
      hermit-wasm run app; hermit-wasm run linked`,
    );
    expect(said).toMatch(/ T twice\n/);
    expect(said).toMatch(/hermit-wasm-cc -lmpi\n42\n42\n$/);
  });
});

describe('-fcommon', () => {
  it('makes one variable of those that several files define without a value', async () => {
    const cwd = freshFolder();
    writeFileSync(
      join(cwd, 'one.c'),
      '#include <stdio.h>\nint shared; double all[100]; int set = 5; void other(void);\nint main(void) { shared = 3; all[7] = 2; other(); printf("%d %g %d\\n", shared, all[7], set); }\n',
    );
    writeFileSync(
      join(cwd, 'two.c'),
      'int shared; double all[100]; int set; void other(void) { shared += set; all[7] += 1; }\n',
    );
    await shell(
      cwd,
      'hermit-wasm-cc -fcommon -O2 -g -MMD one.c two.c -o app; hermit-wasm-cc -fcommon -MMD -c two.c -o deep.o',
    );
    expect(readFileSync(join(cwd, 'deep.d'), 'utf8')).toBe('deep.o: two.c\n');
    expect((await hermit(['run', 'app'], { cwd })).stdout.toString()).toBe('8 3 5\n');
    const { code, stderr } = await hermit(['cc', 'one.c', 'two.c'], { cwd });
    expect(stderr).toContain('duplicate symbol: shared');
    expect(code).toBe(1);
  });
});

describe('cc answers as compilers do', () => {
  it.each([
    ['-dumpmachine', /^wasm32-unknown-unknown\n$/],
    ['-V', /^hermit-wasm \S+, clang version /],
    ['-qversion', /^hermit-wasm \S+, clang version /],
    ['-dumpspecs', /^\n$/],
    ['-print-file-name=include', /\/clang\/include\n$/],
    ['-print-multiarch', /^wasm32-unknown-unknown\n$/],
    ['-print-effective-triple', /^wasm32-unknown-unknown\n$/],
    ['-print-multi-lib', /^\.;\n$/],
    ['-print-search-dirs', /^programs: =.*\nlibraries: =\/.*\n$/],
    ['-print-file-name=libc.a', /^\/.*\/libc\.a\n$/],
    ['-print-file-name=nothing.a', /^nothing\.a\n$/],
    ['-print-prog-name=ar', /^\/.*\/hermit-wasm-ar\n$/],
    ['-print-libgcc-file-name', /^\/.*\.a\n$/],
  ])('to %s', async (option, answer) => {
    const { code, stdout } = await hermit(['cc', option]);
    expect(stdout.toString()).toMatch(answer);
    expect(code).toBe(0);
  });
});
