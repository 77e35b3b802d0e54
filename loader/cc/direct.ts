/** Whether an image can be run on one thread together with its proxy (../wasm/direct.ts): by what wasm-ld took out of the libraries. */

/** What somebody else has to do something for while the program runs or waits. `syscall` may be any call. */
const HANDLING = [
  'sigaction',
  'sigprocmask',
  'pthread_sigmask',
  'sigpending',
  'sigsuspend',
  'sigtimedwait',
  'sigwait',
  'signalfd',
];
const NEEDS_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'libhermit.a': ['thread', 'spawn', 'itimer'],
  'libc.a': HANDLING.concat('setitimer', 'timer_create', 'timerfd', 'syscall'),
};

/** `map`: wasm-ld's --Map. */
export function runsDirectly(map: string): boolean {
  const members = map.matchAll(/([^/\s:]+\.a)\(([^()\s]+)\.o\)/g);
  for (const [, archive, member] of members) if (NEEDS_OTHERS[archive!]?.includes(member!)) return false;
  return true;
}
