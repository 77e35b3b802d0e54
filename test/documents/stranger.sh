#!/usr/bin/env bash
# What a stranger types who has read README.md and docs/tour.md: from the package to a program of their own, and to a C function of their own that
# their own TypeScript calls. Run in an empty folder: bash stranger.sh hermit-wasm-0.1.0.tgz. Without an argument the packages are there already.
set -euo pipefail

# Install.
if [ $# -gt 0 ]; then
	npm init -y >/dev/null
	npm i "$1"
	npm i --save-dev typescript @types/node
fi

# A program of their own: it counts the lines of a file, with threads.
cat >lines.c <<'END'
#include <pthread.h>
#include <stdio.h>

static const char *path;

static void *count(void *lines)
{
	FILE *file = fopen(path, "r");
	if (!file) return perror(path), NULL;
	for (int c; (c = fgetc(file)) != EOF;) *(int *)lines += c == '\n';
	return lines;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int lines = 0;
	void *fine;
	if (argc != 2) return fprintf(stderr, "usage: lines FILE\n"), 2;
	path = argv[1];
	pthread_create(&thread, NULL, count, &lines);
	pthread_join(thread, &fine);
	if (fine) printf("%d lines\n", lines);
	return !fine;
}
END
printf 'one\ntwo\nthree\n' >text.txt

# It sees no file that was not granted.
if npx hermit-wasm run lines.c text.txt 2>refused.txt; then exit 1; fi
grep -q 'No such file' refused.txt
test "$(npx hermit-wasm run --dir .::/here:ro lines.c /here/text.txt)" = '3 lines'

# The same as an image, and what is in it.
npx hermit-wasm cc -O3 lines.c -o lines.wasm
test "$(npx hermit-wasm run --dir .::/here:ro lines.wasm /here/text.txt)" = '3 lines'
npx hermit-wasm inspect lines.wasm | grep -q 'System calls it can reach'

# A mistake in the source, and one on the command line: words, and an exit code.
printf 'int main(void) { return missing; }\n' >wrong.c
code=0
npx hermit-wasm run wrong.c 2>said.txt || code=$?
test $code = 126 && grep -q "undeclared identifier 'missing'" said.txt
code=0
npx hermit-wasm run --memory 1G lines.c 2>said.txt || code=$?
test $code = 2 && grep -q -- '--memory' said.txt

# A C function of their own, called from their own TypeScript.
cat >scale.c <<'END'
void scale(double *values, int n, double by)
{
	for (int i = 0; i < n; i++) values[i] *= by;
}
int share(int a, int b) { return a / b; }
END
cat >scale.mts <<'END'
import { boot, compile, HermitError } from 'hermit-wasm';

const image = await compile('scale.c', { flags: ['--export', 'scale', '--export', 'share', '-mexec-model=reactor'] });
const machine = await boot(image, { serve: true });
const isle = machine.isle(0)!;
const values: Float64Array = await isle.alloc(Float64Array, 3);
values.set([1, 2, 3]);
await isle.call('scale', values, values.length, 1.5);
console.log([...values].join(' '));
try {
  await isle.call('share', 1, 0);
} catch (error) {
  console.log(error instanceof HermitError && error.code);
}
await machine.halt();
END
npx tsc --strict --module nodenext --target es2022 --types node scale.mts
test "$(node scale.mjs)" = "$(printf '1.5 3 4.5\nHERMIT_ETRAP')"
echo 'the stranger is content'
