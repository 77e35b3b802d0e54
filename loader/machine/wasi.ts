/** WASI programs in the library: what one gets of an isle's options. */
import { HermitError } from '../../runtime/errors.js';
import { listenAddress, type ListenAddress } from '../network/values.js';
import { WasiGuest } from '../wasi/guest.js';
import type { WasiProgram } from '../wasi/program.js';
import { Listening } from '../wasi/listen.js';
import type { IsleOptions } from './isle.js';

/** Opens the ports of `listen`. @throws HermitError HERMIT_EINVAL, HERMIT_EPORT. */
export async function openPorts(listen: readonly (number | string)[]): Promise<Listening[]> {
  let addresses: ListenAddress[];
  try {
    addresses = listen.map((where) => listenAddress(String(where)));
  } catch (error) {
    throw new HermitError('HERMIT_EINVAL', `listen: ${(error as Error).message}`);
  }
  return Listening.openAll(addresses);
}

/** Options that mean nothing to a WASI program. */
const FOREIGN = ['cwd', 'allowRun', 'callTimeLimit'] as const;

/** @throws HermitError HERMIT_ECALLS, HERMIT_EINVAL for options that are for images alone; HERMIT_EUSAGE for too many arguments. */
export function wasiGuest(name: string, program: WasiProgram, options: IsleOptions, listening: Listening[]): WasiGuest {
  if (options.serve) throw noCalls(name);
  const foreign = FOREIGN.find((option) => options[option] !== undefined);
  if (foreign) throw new HermitError('HERMIT_EINVAL', `${foreign}: ${name} is a WASI program, this is for images`);
  const { args = [], env = {}, dirs = [], memory = null, countCalls = false } = options;
  const grants = { args: [name, ...args], env, dirs, listening };
  return new WasiGuest(program, grants, { limit: memory, strace: false, count: countCalls });
}

/** For whoever wants to call a function of a WASI program. */
export const noCalls = (name: string): HermitError =>
  new HermitError(
    'HERMIT_ECALLS',
    `${name} is a WASI program: it is run from its beginning to its end (machine.run) and serves no calls. To call its functions, build an image of it (compile)`,
  );
