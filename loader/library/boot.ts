/** One image, one machine. */
import { HermitError } from '../../runtime/errors.js';
import { MAX_ISLES } from '../../runtime/generated/layout.js';
import type { IsleOptions } from '../machine/isle.js';
import { Machine, type MachineOptions } from '../machine/machine.js';
import { checkBytes, checkOptions } from '../machine/spec.js';

export interface BootOptions extends IsleOptions, MachineOptions {
  /** How many isles boot the image, and are told so; 1 by default. */
  isles?: number;
}

/** A machine whose isles have all booted the image. @throws as Machine.bootIsle; then nothing is left of it. */
export async function boot(image: Uint8Array, options: BootOptions = {}): Promise<Machine> {
  checkBytes(image);
  checkOptions(options);
  const { isles = 1, ready, network, onWarning, ...each } = options;
  if (!(Number.isInteger(isles) && isles >= 1 && isles <= MAX_ISLES))
    throw new HermitError('HERMIT_EINVAL', `isles: expected a number from 1 to ${MAX_ISLES}, got ${isles}`);
  const machine = new Machine({
    ...(ready !== undefined && { ready }),
    ...(network !== undefined && { network }),
    ...(onWarning && { onWarning }),
  });
  try {
    await Promise.all(Array.from({ length: isles }, () => machine.bootIsle(image, { ...each, isles })));
  } catch (error) {
    await machine.halt();
    throw error;
  }
  return machine;
}
