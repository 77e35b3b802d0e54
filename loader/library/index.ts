/** hermit-wasm as a library. */
export { HermitError } from '../../runtime/errors.js';
export { Channel } from '../../runtime/channel.js';
export { type ConnectOptions, Listener } from '../../runtime/channels.js';
export type { Patience } from '../../runtime/waits.js';
export { boot, type BootOptions } from './boot.js';
export { Isle, type IsleOptions, type IsleOutcome, type IsleStats } from './isle.js';
export { Machine, type MachineEvents, type MachineOptions } from './machine.js';
