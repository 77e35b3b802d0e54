/** One step of a RUN line: `build IMAGE flags… source [flags…]`, or `run IMAGE args…`. */
import { spawnSync } from 'node:child_process';
import { HERMIT, buildImage, gist, runArguments } from './tools.mjs';

const [step, image, ...rest] = process.argv.slice(2);
if (step === 'run') {
  const { status } = spawnSync(process.execPath, [HERMIT, ...runArguments(image, rest, process.env)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
const sources = rest.filter((word) => word.endsWith('.c'));
const flags = rest.filter((word) => !sources.includes(word));
const built = await buildImage({ sources, flags, cwd: process.cwd(), image });
if (built.status !== 'built') {
  process.stdout.write(`${built.status}: ${gist(built.detail)}\n`);
  process.exit(1);
}
