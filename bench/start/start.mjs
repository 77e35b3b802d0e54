// What starting costs: a compiled hello against the emptiest Node process, and the sizes of images.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, folder, image } from '../support/build.mjs';
import { byTurns, median, runOn } from '../support/measure.mjs';

export const title = 'start: a compiled hello';

function contestant(cpus, args) {
  const rssFile = join(folder, 'rss');
  const rss = {
    ...process.env,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/rss.cjs')}`,
    RSS_FILE: rssFile,
  };
  return {
    run() {
      const begun = performance.now();
      runOn(cpus, process.execPath, args);
      const wall = performance.now() - begun;
      runOn(cpus, process.execPath, args, { env: rss });
      return { wall, rss: Number(readFileSync(rssFile, 'utf8')) / 1024 };
    },
  };
}

export function run({ cpus, rounds }) {
  const hello = image('apps/hello/hello.c', ['-O2', '-s']);
  const write = image('apps/hello/write.c', ['-O2', '-s']);
  const [node, one, all] = byTurns(
    [
      contestant(cpus, ['-e', '0']),
      contestant(cpus, [commandLine, 'run', '-n', '1', hello]),
      contestant(cpus, [commandLine, 'run', hello]),
    ],
    rounds,
  );
  const against = (name, samples, key, unit, most) => {
    const [a, b] = [median(samples[key]), median(node[key])];
    return { name, image: a, native: b, unit, value: a / b, bar: { most, text: `≤ ${most}×` } };
  };
  const size = (name, file, most) => {
    const kib = statSync(file).size / 1024;
    return { name, image: kib, native: null, unit: 'KiB', value: kib, bar: { most, text: `≤ ${most} KiB` } };
  };
  return {
    samples: { node, one, all },
    rows: [
      against('wall time, 1 core (native: node -e 0)', one, 'wall', 'ms', 1.7),
      against(`wall time, ${cpus.length} cores`, all, 'wall', 'ms', 1.7),
      against('largest resident size, 1 core', one, 'rss', 'MiB', 1.6),
      against(`largest resident size, ${cpus.length} cores`, all, 'rss', 'MiB', 1.6),
      size('image of hello with printf', hello, 42),
      size('image of hello with write', write, 8),
    ],
  };
}
