/** A machine: isles that boot and halt while others run. */
import { EventEmitter } from 'node:events';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import type { Listener } from '../../runtime/channels/listener.js';
import { HermitError } from '../../runtime/errors.js';
import type { LinuxAccess } from '../../runtime/fabric/linux-access.js';
import { type ImageSource, imageBytes, isLibrary } from './image.js';
import type { Isle } from '../machine/isle.js';
import { checkAll, CONTAIN } from '../machine/checks.js';
import { tell } from '../machine/diagnostics.js';
import { LocalMachine } from '../machine/machine.js';
import type { MachineEvents, MachineForm, MachineOptions, RunResult } from '../machine/options.js';
import { runToEnd } from '../machine/run.js';
import type { IsleOptions } from '../machine/spec.js';

/** For the machine that is made next. */
let given: MachineForm | undefined;

/** One that keeps no process alive. */
export function backgroundMachine(): Machine {
  const { backgroundPolicy } = require('../machine/policy.js') as typeof import('../machine/policy.js');
  const { machineNetwork } = require('../network/values.js') as typeof import('../network/values.js');
  const network = machineNetwork({ net: 'none' });
  given = new LocalMachine({}, { policy: backgroundPolicy(() => {}), network });
  return new Machine();
}

export class Machine extends EventEmitter<MachineEvents> {
  private readonly form: MachineForm;
  /** What each isle was booted with. */
  private readonly booted = new WeakMap<Isle, { image: Uint8Array; options: IsleOptions }>();

  /** @throws HermitError HERMIT_EINVAL for an invalid network, HERMIT_EPERMISSION. */
  constructor(options: MachineOptions = {}) {
    super();
    this.form = given ?? formOf(options);
    given = undefined;
    this.form.on('stats', (...all) => this.emit('stats', ...all));
    this.form.on('trap', (isle, outcome) => {
      tell('isle:trap', { machine: this, isle, outcome });
      this.emit('trap', isle, outcome);
    });
    this.form.on('exit', (isle, outcome) => {
      tell('isle:end', { machine: this, isle, outcome });
      this.emit('exit', isle, outcome);
    });
  }

  /** The running isles. */
  get isles(): Isle[] {
    return this.form.isles;
  }

  /** The isle that has this number, or had it last; undefined if there was none. */
  isle(number: number): Isle | undefined {
    return this.form.isle(number);
  }

  /** One-sided access to regions that isles have opened. */
  get access(): LinuxAccess {
    return this.form.access;
  }

  /**
   * Boots an image as a new isle with the lowest free number; resolves when its first core is about to enter the image.
   * `wanted`: the number to use if it is free.
   * @throws HermitError HERMIT_EMEMORY, HERMIT_EISLES, HERMIT_EINVAL, HERMIT_ECLOSED, HERMIT_EBOOT, or what checkImage throws.
   */
  async bootIsle(image: ImageSource, options: IsleOptions = {}, wanted?: number): Promise<Isle> {
    const [isle] = await this.bootIsles(1, image, options, wanted);
    return isle!;
  }

  /** @internal The same for several isles at once. */
  async bootIsles(count: number, given: ImageSource, options: IsleOptions, wanted?: number): Promise<Isle[]> {
    const image = given instanceof Uint8Array ? given : await imageBytes(given);
    const asked = performance.now();
    // A library has nothing else to do.
    const serve = options.serve ?? isLibrary(image);
    const isles = await this.form.bootIsles(count, image, serve ? { ...options, serve } : options, wanted);
    for (const isle of isles) {
      this.booted.set(isle, { image, options });
      tell('isle:boot', { machine: this, isle, milliseconds: performance.now() - asked });
    }
    return isles;
  }

  /**
   * Ends an isle if it still runs, and boots its image again with the same options, and with the same number if that
   * is free. Threads and memory are reused, so this takes milliseconds. @throws as bootIsle.
   */
  async reboot(isle: Isle | undefined = this.isle(0)): Promise<Isle> {
    const known = isle && this.booted.get(isle);
    if (!known) throw new HermitError('HERMIT_EINVAL', 'reboot: expected an isle of this machine');
    await isle.halt();
    return this.bootIsle(known.image, known.options, isle.number);
  }

  /** Lets isles connect to the loader: hermit_connect(HERMIT_LOADER, port). @throws as Channels.listen. */
  listen(port: number): Listener {
    return this.form.listen(port);
  }

  /** Connects to an isle by number: see Channels.connect. */
  connect(isle: number, port: number, options: ConnectOptions = {}): Promise<Channel> {
    return this.form.connect(isle, port, options);
  }

  /**
   * Runs the program again in its own isle with these arguments, and waits for its end. The image and the options are those
   * of the first isle unless given; its output is collected unless `output` is given. @throws as bootIsle, and the signal's reason.
   */
  async run(
    args: string[] = [],
    { image, ...options }: IsleOptions & { image?: ImageSource } = {},
  ): Promise<RunResult> {
    const zero = this.isle(0);
    const first = zero && this.booted.get(zero);
    const program = image ?? first?.image;
    if (!program) throw new HermitError('HERMIT_EINVAL', 'run: expected an image, this machine has none yet');
    // An isle for one run serves no calls, and streams would be nobody's.
    const { serve: _, stdio: __, signal: ___, output: ____, ...like } = first?.options ?? {};
    return runToEnd((all) => this.bootIsle(program, { ...all, serve: false }), {
      ...(image ? {} : like),
      ...options,
      args,
    });
  }

  /** Ends all isles and threads. */
  halt(): Promise<void> {
    return this.form.halt();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.halt();
  }
}

/** In this process, or in one of its own. */
function formOf(options: MachineOptions): MachineForm {
  checkAll(options, { contain: CONTAIN });
  if (options.contain === undefined) return new LocalMachine(options);
  const { ContainedMachine } = require('../contained/machine.js') as typeof import('../contained/machine.js');
  return new ContainedMachine(options);
}
