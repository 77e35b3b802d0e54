// What starting costs: a compiled hello against the emptiest Node process, and the sizes of images.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Suite, SuiteResult } from '../model.js';
import { commandLine, folder, image } from '../support/build.js';
import { byTurns, type Contestant, runOn } from '../support/programs.js';
import { figure, most, row } from '../support/rows.js';

function contestant(name: string, cpus: readonly number[], command: string, args: readonly string[]): Contestant {
  const rssFile = join(folder(), 'rss');
  const env = {
    ...process.env,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --require ${join(__dirname, '../support/rss.js')}`,
    RSS_FILE: rssFile,
  };
  return {
    name,
    async run(context) {
      const begun = performance.now();
      await runOn(context, cpus, command, args);
      const wall = performance.now() - begun;
      // A run of its own: reading the size takes time, too.
      await runOn(context, cpus, command, args, { env });
      return { wall, rss: Number(readFileSync(rssFile, 'utf8')) / 1024 };
    },
  };
}

async function run(context: Context): Promise<SuiteResult> {
  const { cpus } = context;
  const build = (name: string): Promise<string | null> =>
    context.attempt(name, () => image(context, `apps/hello/${name}.c`, ['-O2', '-s']));
  const [hello, write] = [await build('hello'), await build('write')];
  const images = hello
    ? [
        contestant('image, 1 core', cpus, commandLine, ['run', '-n', '1', hello]),
        contestant('image', cpus, commandLine, ['run', hello]),
      ]
    : [null, null];
  const empty = contestant('node', cpus, process.execPath, ['-e', '0']);
  const [node, one, plain] = await byTurns(context, [empty, ...images], {
    what: 'hello',
  });
  const size = (name: string, file: string | null, kib: number) =>
    file ? [figure(name, statSync(file).size / 1024, 'KiB', most(kib, `≤ ${kib} KiB`))] : [];
  const against = (name: string, samples: typeof one, key: string, unit: string, bar: number) =>
    row({ name, unit, image: samples?.[key], native: node?.[key], against: 'node -e 0', bar: most(bar) });
  return {
    samples: { node, one, plain },
    rows: [
      against('wall time', plain, 'wall', 'ms', 1.7),
      against('wall time, 1 core', one, 'wall', 'ms', 1.7),
      against('largest resident size', plain, 'rss', 'MiB', 1.5),
      against('largest resident size, 1 core', one, 'rss', 'MiB', 1.5),
      ...size('image of hello with printf', hello, 42),
      ...size('image of hello with write', write, 8),
    ],
  };
}

export const suite: Suite = {
  name: 'start',
  title: 'start to exit of a compiled hello against an empty Node process',
  about: `The command \`hermit-wasm run hello.wasm\` from its start to its exit, as a shell sees it, beside \`node -e 0\`, which is the least that
anything made with Node can take; and \`hermit-wasm run -n 1 hello.wasm\`, which gives it a core of its own. Largest resident size is VmHWM of /proc when the process ends. Sizes are those of
the files, without names (-s).`,
  seconds: 8,
  run,
};
