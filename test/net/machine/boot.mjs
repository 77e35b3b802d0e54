// Boots isles beside a Linux side of a test's own: what the command does, without its command line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const built = (module) => require(new URL(`../../../dist/${module}.js`, import.meta.url).pathname);

const { conclude } = built('loader/cli/outcome');
const { LocalMachine } = built('loader/machine/machine');
const { commandPolicy } = built('loader/machine/policy');
const { programOf } = built('loader/machine/programs');
const { isleSpec } = built('loader/machine/spec');
const { ISLES_ONLY } = built('loader/network/options');

export const MTU = 9000;
const MEMORY = 64 << 20;

/**
 * Boots `isles` isles of the image. `side(fabric)` gives the Linux side, a LinuxSide (loader/network/backend/backend.ts), which is reached
 * as a published port's is, or as a TUN device's, whose packets have checksums. Resolves to the exit code when all have ended: the first
 * that was not 0.
 */
export async function boot({ image, args = [], isles = 1, mode = 'isles', side, output }) {
  const bytes = readFileSync(image);
  const onWarning = (text) => process.stderr.write(`${text}\n`);
  const startNetwork = async ({ fabric }) => {
    const linux = side(fabric);
    return {
      fabric,
      peers: [linux.peer],
      ports: [],
      meet: (known) => linux.start([...known, linux.peer]),
      ended() {},
      failed: new Promise(() => {}),
      close: () => linux.close(),
    };
  };
  const network = { ...ISLES_ONLY, mode, mtu: MTU, publish: mode === 'isles' ? [{ isle: 0 }] : [] };
  const machine = new LocalMachine({ onWarning }, { network, policy: { ...commandPolicy(onWarning), startNetwork } });
  const boots = Array.from({ length: isles }, () => ({
    spec: isleSpec({
      name: 'test',
      args,
      isles,
      bind: 'none',
      threads: 64,
      memory: MEMORY,
      ...(isles > 1 && { label: '' }),
    }),
    streams: { input: false, ...(output && { outlet: { state: () => 'open', take: output } }) },
  }));
  await machine.begin(() => programOf('test', bytes), boots);
  const { exitCode, errors } = conclude(await machine.finished, bytes);
  for (const text of errors) process.stderr.write(`${text}\n`);
  await machine.halt();
  return exitCode;
}
