// Signals that reach the loader go on to the program. The first that asks to stop is the program's to answer; the second ends it.
import { constants } from 'node:os';
import type { LocalMachine } from '../machine/machine.js';

type SignalName = keyof typeof constants.signals;

/** What the loader passes on, and whether it asks the program to stop. */
const forwarded: readonly { name: SignalName; stops: boolean }[] = [
  { name: 'SIGINT', stops: true },
  { name: 'SIGTERM', stops: true },
  { name: 'SIGHUP', stops: true },
  { name: 'SIGQUIT', stops: true },
  // Without a listener Node would open its debugger on this one.
  { name: 'SIGUSR1', stops: false },
  { name: 'SIGUSR2', stops: false },
  { name: 'SIGWINCH', stops: false },
];

/** Milliseconds that ending a run may take before the process goes without it. */
const END_LIMIT = 3000;

/** Leaves signals to Linux, where nobody could pass them on. Node would open its debugger on one, until it has had a listener. */
export function leaveSignals(): void {
  const nothing = (): void => {};
  process.on('SIGUSR1', nothing).off('SIGUSR1', nothing);
}

/** Passes signals on to a machine's isles, or ends it by force. */
export function forwardSignals(machine: LocalMachine): void {
  let asked = false;
  for (const { name, stops } of forwarded) {
    const signal = constants.signals[name];
    process.on(name, () => {
      if (stops && asked) {
        void machine.end({ kind: 'signal', signal });
        setTimeout(() => process.exit(128 + signal), END_LIMIT).unref();
      } else {
        asked ||= stops;
        for (const isle of machine.isles) isle.signal(signal);
      }
    });
  }
}

/** `SIGABRT` of 6. */
export function signalName(signal: number): string {
  return Object.entries(constants.signals).find(([, n]) => n === signal)?.[0] ?? `signal ${signal}`;
}
