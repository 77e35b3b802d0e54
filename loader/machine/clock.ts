/** The isles' real-time clocks follow Linux's, which may be adjusted while programs run. */
import { realtimeOffset } from '../../runtime/clock.js';
import { BOOT_REALTIME } from '../../runtime/generated/layout.js';

/** How often they are set (ms). */
const PERIOD = 1000;

/** Sets them until the timer is cleared; it keeps no process alive. */
export function keepTime(memories: () => readonly WebAssembly.Memory[]): NodeJS.Timeout {
  const set = (): void => {
    for (const { buffer } of memories()) new Float64Array(buffer, BOOT_REALTIME, 1)[0] = realtimeOffset();
  };
  return setInterval(set, PERIOD).unref();
}
