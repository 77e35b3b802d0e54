/** Contained machines of one isle each, for a pool: what ends the process of one request leaves those of the others alone. */
import type { Isle } from '../machine/isle.js';
import type { MachineOptions, RunResult } from '../machine/options.js';
import { runToEnd } from '../machine/run.js';
import { HermitError } from '../../runtime/errors.js';
import type { IsleOptions } from '../machine/spec.js';
import { Child } from './child.js';
import { processLimits } from './limits.js';
import { ContainedMachine } from './machine.js';

export class Fleet {
  private readonly all = new Set<ContainedMachine>();
  /** Their processes are there, their isles have ended. */
  private idle: ContainedMachine[] = [];
  /** A process that takes the place of one that has ended. */
  private spare: Child | undefined;
  private closed = false;

  /** `fresh`: no isle gets a process that another one had. @throws HermitError HERMIT_EINVAL, HERMIT_EPERMISSION. */
  constructor(
    private readonly options: MachineOptions,
    private readonly fresh: boolean,
  ) {
    if ((options.network?.publish ?? []).length > 0)
      throw new HermitError(
        'HERMIT_EINVAL',
        'publish: each isle of a contained pool has a network of its own, so they cannot share a port',
      );
    // What is wrong with the options is told before anything starts.
    this.make();
  }

  private make(): ContainedMachine {
    return new ContainedMachine(this.options, () => this.take());
  }

  private take(): Child {
    const limits = processLimits(this.options.processLimits);
    const ready = this.spare && !this.spare.hasEnded ? this.spare : new Child(limits);
    this.spare = undefined;
    // Once the one that is taken has its own start behind it.
    void ready.ready.then(() => {
      if (!this.closed) this.spare ??= new Child(limits);
    });
    return ready;
  }

  private machine(): ContainedMachine {
    const machine = this.idle.pop() ?? this.make();
    this.all.add(machine);
    return machine;
  }

  /** It can have another isle, or is of no use any more. */
  private back(machine: ContainedMachine): void {
    if (machine.isAlive && !this.fresh && !this.closed) this.idle.push(machine);
    else void machine.halt().then(() => this.all.delete(machine));
  }

  async serves(name: string, image: Uint8Array): Promise<boolean> {
    const machine = this.machine();
    try {
      return await machine.serves(name, image);
    } finally {
      this.idle.push(machine);
    }
  }

  async bootIsle(image: Uint8Array, options: IsleOptions): Promise<Isle> {
    if (this.closed) throw new HermitError('HERMIT_ECLOSED', 'the pool is closed');
    const machine = this.machine();
    try {
      const [isle] = await machine.bootIsles(1, image, options);
      void isle!.done.then(() => this.back(machine));
      return isle!;
    } catch (error) {
      this.back(machine);
      throw error;
    }
  }

  run(args: string[], { image, ...options }: IsleOptions & { image: Uint8Array }): Promise<RunResult> {
    return runToEnd((all) => this.bootIsle(image, all), { ...options, args });
  }

  async halt(): Promise<void> {
    this.closed = true;
    await Promise.all([...[...this.all].map((machine) => machine.halt()), this.spare?.end()]);
  }
}
