/** The isles' real-time clocks follow Linux's, which may be adjusted while programs run. */
import { realtimeOffset } from '../../runtime/clock.js';
import { BOOT_REALTIME } from '../../runtime/generated/layout.js';

/** How often they are set (ms). */
const PERIOD = 1000;

const setTime = ({ buffer }: WebAssembly.Memory): void => {
  new Float64Array(buffer, BOOT_REALTIME, 1)[0] = realtimeOffset();
};

/** Sets them until the timer is cleared; it keeps no process alive. */
export function keepTime(memories: () => readonly WebAssembly.Memory[]): NodeJS.Timeout {
  return setInterval(() => memories().forEach(setTime), PERIOD).unref();
}

/** Sets one as often, where timers have no turns: to be called at each of its system calls. */
export function timeKeeper(memory: WebAssembly.Memory): () => void {
  let last = Date.now();
  return () => {
    const now = Date.now();
    if (Math.abs(now - last) < PERIOD) return;
    last = now;
    setTime(memory);
  };
}
