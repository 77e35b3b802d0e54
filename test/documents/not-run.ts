// Commands of documents that these tests do not run as they stand, each with the reason. Everything else is run.

const BUILDS = 'works on the checkout that the tests run in';
const ADMINISTRATOR = 'is for an administrator, with a name in place of NAME; test/net/tun.test.ts makes devices so';
const LESS = 'takes the package from a registry; test/consumer/less.test.ts has one without optional parts';
const SUITES = 'fetches the test suites of others, and takes an hour';

/** By document: commands that are not run, and why. */
export const NOT_RUN: Record<string, Record<string, string>> = {
  'docs/building-programs.md': {
    'node test/programs/archive.mjs': 'fetches programs of others, and takes half an hour',
  },
  'README.md': {
    'npm ci && npm pack': `${BUILDS}; test/consumer packs it`,
    'npm i /path/to/checkout/hermit-wasm-0.1.0.tgz':
      'the project of the test has the package already, without a registry',
    'npm i hermit-wasm': 'is not published yet',
    'npm i --omit=optional': LESS,
    'npm ci': BUILDS,
    'npm test': BUILDS,
  },
  'docs/cpp.md': {
    'node test/cxx/suites/libcxx.mjs SOURCE': SUITES,
  },
  'docs/tour.md': {
    'npm install --save-dev typescript @types/node':
      'takes them from a registry; the project of the test has them already',
  },
  'docs/command-line.md': {
    'hermit-wasm cc --daemon-stop': 'would end the compiler that all tests use; test/cc/resident.test.ts runs it',
    'eval "$(hermit-wasm completion zsh)"': 'is for zsh; test/cli/completion.test.ts loads it',
    'hermit-wasm completion fish | source': 'is for fish; test/cli/completion.test.ts loads it',
    'npm install --global': 'would change the machine',
  },
  'docs/building.md': {
    'npm ci': BUILDS,
    'npm run build': BUILDS,
    'npm test': BUILDS,
    'npm run lint': BUILDS,
    'npm run format': BUILDS,
    'npm run check': BUILDS,
    'npm run bench': 'the same as hermit-wasm bench',
    'npm run generate': BUILDS,
    'HERMIT_SOURCES=/path/to/tarballs npm run build': BUILDS,
    'HERMIT_RUNS=100 npx vitest run test/hostile': 'takes hours',
    'npx vitest run test/syscalls -u': 'writes files of the tree',
    'node test/consumer/versions.mjs': 'fetches other versions of Node',
    'node test/consumer/versions.mjs 26 -- test/mpi': 'fetches other versions of Node',
  },
  'docs/bench.md': {
    'npx hermit-wasm bench': 'takes ten minutes; test/bench measures each suite briefly',
    'npx hermit-wasm bench --export old.json': 'takes ten minutes; test/bench measures each suite briefly',
    'npx hermit-wasm bench --compare old.json --fail-above 5': 'takes ten minutes; test/bench compares reports',
    'npx hermit-wasm bench --from new.json --compare old.json --export changes.html':
      'needs reports of whole runs; test/bench compares reports',
    'npx hermit-wasm bench --time 420 --export bench/kept/figures.rows.json --export docs/figures.md --export docs/images/bench.svg':
      'takes seven minutes, and changes the tree; test/bench holds the figures against the kept run',
    'npm run bench -- …': 'the same as hermit-wasm bench',
  },
  'docs/figures.md': {
    'hermit-wasm run hello.wasm': 'is what the suite start measures; test/bench runs it',
  },
  'docs/library.md': {
    'npm install --omit=optional': LESS,
    'npm install @yowasp/clang@VERSION': 'names a version; test/consumer/less.test.ts reads the line that names it',
  },
  'docs/openmp.md': {
    'node test/openmp/suites/run.mjs libgomp': SUITES,
  },
  'docs/network.md': {
    'ip tuntap add dev hermit0 mode tun user NAME': ADMINISTRATOR,
    'ip address add 192.168.28.1/24 dev hermit0': ADMINISTRATOR,
    'ip address add fd28:6865:726d:6974::1/64 dev hermit0': ADMINISTRATOR,
    'ip link set dev hermit0 mtu 9000 up': ADMINISTRATOR,
  },
  'docs/how-it-works.md': {
    'npm run build': BUILDS,
  },
  'apps/service/README.md': {
    'npm install': 'takes fastify from a registry; test/apps starts the service',
    'npm start': 'test/apps starts the service',
    [`curl -s localhost:3000/solve -H 'content-type: application/json' -d '{"matrix": [[2, 1], [1, 3]], "right": [4, 7]}'`]:
      'test/apps asks the service',
    [`curl -s 'localhost:3000/resize?width=320&height=200' -H 'content-type: image/x-portable-pixmap' --data-binary @in.ppm >out.ppm`]:
      'test/apps asks the service',
    'npm run load -- --requests 5000 --clients 12 --seed 1': 'takes minutes; test/apps runs it with fewer requests',
  },
};

/** What is measured by its own tests, and takes minutes as a document has it: the command with something quicker in its place. */
export const QUICKER: [RegExp, string][] = [
  [/\bhermit-wasm bench (?:noise|basic openmp)/, 'hermit-wasm bench boot -r 1'],
];

/** Languages of blocks that tests of other files run. */
export const RUN_ELSEWHERE: Record<string, { languages: string[]; test: string }> = {
  'docs/library.md': { languages: ['c', 'js', 'wat'], test: 'test/library/examples.test.ts' },
  'docs/building-programs.md': { languages: ['sh'], test: 'test/programs/builds.test.ts' },
};

const WASI = `docs/library.md#wat`;

/** Files of the reader's own that commands name, in place of which the tests have one of the tree, a document's first block of a language, or a text. */
export const READERS_OWN: Record<string, Record<string, string>> = {
  'docs/building-programs.md': { 'x.c': 'apps/hello/hello.c' },
  'docs/command-line.md': {
    'app.c': 'apps/hello/hello.c',
    'hello.c': 'apps/hello/hello.c',
    'kernel.c': 'docs/library.md#c',
    Makefile: 'hello: hello.o\n\t$(CC) $^ -o $@\n',
  },
  'docs/network.md': {
    'server.c': '#include <unistd.h>\nint main(void) { return pause(); }\n',
    'client.c': 'apps/hello/hello.c',
    'dns.c': 'apps/hello/hello.c',
  },
  'docs/library.md': {
    'kernel.c': 'docs/library.md#c',
    'product.c': 'double product(double a, double b) { return a * b; }\n',
  },
  'docs/openmp.md': { 'program.c': 'apps/hello/hello.c' },
  'docs/security.md': { 'app.c': 'apps/hello/hello.c' },
  'docs/wasi.md': { 'data/words.txt': 'words\n', 'program.wasm': WASI, 'server.wasm': WASI },
};
