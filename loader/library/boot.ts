/** One image, one machine. */
import { MAX_ISLES } from '../../runtime/generated/layout.js';
import { check, checkAll, from } from '../machine/checks.js';
import { type ImageSource, imageBytes } from './image.js';
import { here } from '../machine/ends.js';
import type { Isle } from '../machine/isle.js';
import { Machine } from './machine.js';
import type { MachineOptions } from '../machine/options.js';
import type { IsleOptions } from '../machine/spec.js';

export interface BootOptions extends Omit<IsleOptions, 'isles'>, MachineOptions {
  /** How many isles boot the image, and what hermit_isles() returns in them; 1 by default. */
  isles?: number | undefined;
}

/** A machine whose isles run: for as long as they do, these are there. */
export interface BootedMachine extends Machine {
  readonly isles: [Isle, ...Isle[]];
  isle(number: 0): Isle;
  isle(number: number): Isle | undefined;
}

/** The error of an image that cannot be read has its caller's stack. */
async function given(image: ImageSource): Promise<Uint8Array> {
  try {
    return await imageBytes(image);
  } catch (error) {
    throw here(error);
  }
}

/** Resolves with a machine whose isles have all booted the image. @throws as Machine.bootIsle; then everything is released. */
export async function boot(image: ImageSource, options: BootOptions = {}): Promise<BootedMachine> {
  const bytes = await given(image);
  checkAll(options, {});
  const { isles = 1, ready, network, onWarning, contain, processLimits, ...each } = options;
  check('isles', isles, from(1, MAX_ISLES));
  const machine = new Machine({ ready, network, onWarning, contain, processLimits });
  try {
    await machine.bootIsles(isles, bytes, { ...each, isles });
  } catch (error) {
    await machine.halt();
    throw error;
  }
  return machine as BootedMachine;
}
