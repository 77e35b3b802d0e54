/** What the process of a contained machine may have at most. */
import { accessSync, constants } from 'node:fs';
import { HermitError } from '../../runtime/errors.js';
import { check, checkAll, from } from '../machine/checks.js';
import type { ProcessLimits } from '../machine/options.js';
import { koffiIsThere } from '../native/libc.js';

export type ChildLimits = Required<ProcessLimits>;

const GIB = 1024 ** 3;

export const DEFAULT_LIMITS: ChildLimits = {
  memory: GIB,
  cpuTime: Infinity,
  descriptors: 4096,
  tasks: 1024,
  cpus: Infinity,
};

/** @throws HermitError HERMIT_EINVAL. */
export function processLimits(said: ProcessLimits = {}): ChildLimits {
  const most = from(1, Number.MAX_SAFE_INTEGER);
  checkAll(said, {
    memory: from(64 * 1024 ** 2, Number.MAX_SAFE_INTEGER),
    descriptors: from(64, 2 ** 20),
    tasks: from(32, 2 ** 22),
  });
  if (said.cpus !== undefined && !(said.cpus > 0))
    throw new HermitError('HERMIT_EINVAL', `cpus: expected a number above 0, got ${said.cpus}`);
  if (said.cpuTime !== undefined && said.cpuTime !== Infinity) check('cpuTime', said.cpuTime, most);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

const found = (name: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/local/bin']
    .map((folder) => `${folder}/${name}`)
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/**
 * The command that starts a program within limits. With koffi the child limits itself before it does anything else; without, util-linux or a
 * shell does it, as far as they are there.
 */
export function limited(
  { cpuTime, descriptors }: ChildLimits,
  program: string,
  args: string[],
): { command: string; args: string[] } {
  const plain = { command: program, args };
  if (koffiIsThere()) return plain;
  const [dies, limits, shell] = ['setpriv', 'prlimit', 'sh'].map(found);
  const withLimits = limits
    ? [
        limits,
        '--core=0',
        `--nofile=${descriptors}`,
        ...(cpuTime === Infinity ? [] : [`--cpu=${cpuTime}`]),
        program,
        ...args,
      ]
    : shell
      ? [
          shell,
          '-c',
          `ulimit -c 0; ulimit -n ${descriptors}; ${cpuTime === Infinity ? '' : `ulimit -t ${cpuTime};`} exec "$0" "$@"`,
          program,
          ...args,
        ]
      : [program, ...args];
  const [command, ...rest] = dies ? [dies, '--pdeathsig=KILL', '--no-new-privs', ...withLimits] : withLimits;
  return { command: command!, args: rest };
}
