// Boots isles beside a Linux side of a test's own: what the loader does, without its command line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const built = (module) => require(new URL(`../../../dist/${module}.js`, import.meta.url).pathname);

const { startCore } = built('runtime/core');
const { compileOnCall } = built('runtime/compile');
const { reserveMemory } = built('runtime/bootpage');
const { Fabric } = built('runtime/fabric');
const L = built('runtime/generated/layout');
const { ServedIsle } = built('loader/machine/process');
const { conclude } = built('loader/cli/outcome');
const { identity } = built('loader/proxy/vfs/identity');

export const MTU = 9000;
const MEMORY = 64 << 20;

/**
 * Boots `isles` isles of the image. `side(fabric)` gives the Linux side, a Backend (loader/network/backend/backend.ts). Resolves to the exit
 * code when all have ended: the first that was not 0.
 */
export async function boot({ image, args = [], isles = 1, net = L.NET_ISLES | L.NET_LINUX, side, output }) {
  const bytes = readFileSync(image);
  const fabric = new Fabric();
  const linux = side(fabric);
  const run = {
    name: 'test',
    args,
    env: {},
    ranks: 1,
    bind: 'none',
    dirs: [],
    cwd: '/',
    allowRun: [],
    strace: false,
    stats: false,
    threadsMax: 64,
    net,
    mtu: MTU,
    onWarning: (text) => process.stderr.write(`${text}\n`),
  };
  let code = 0;
  let left = isles;
  const machine = [];
  await new Promise((resolve) => {
    const onEnd = (outcome, all) => {
      left--;
      const { exitCode, errors } = conclude(outcome, { timeLimitMs: null, forced: null }, bytes);
      for (const text of errors) process.stderr.write(`${text}\n`);
      code ||= exitCode;
      if (all || left === 0) resolve();
    };
    for (let isle = 0; isle < isles; isle++) {
      machine.push(
        new ServedIsle({
          run,
          place: { cores: 1, cpus: null },
          isle,
          isles,
          memory: reserveMemory(MEMORY),
          fabric,
          startCore: (task, cpus) => startCore(task, cpus, () => {}),
          ids: identity(),
          affinity: null,
          cpuCount: 0,
          spin: 0,
          input: false,
          label: isles > 1 ? '' : undefined,
          outlet: output && { state: () => 'open', take: output },
          onEnd,
        }),
      );
    }
    const known = [...machine.map(({ isle }) => isle.peer), linux.peer];
    for (const { isle } of machine) isle.meet(known);
    for (const { isle } of machine) isle.prepare();
    linux.start(known);
    const module = compileOnCall(bytes);
    for (const { isle } of machine) isle.boot(module);
  });
  await Promise.all(machine.map((one) => one.close()));
  await linux.close();
  return code;
}
