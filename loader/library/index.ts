/** hermit-wasm as a library. */
export { HermitError } from '../../runtime/errors.js';
export type { Channel } from '../../runtime/channels/channel.js';
export type { ConnectOptions } from '../../runtime/channels/channels.js';
export type { Listener } from '../../runtime/channels/listener.js';
export type { Patience } from '../../runtime/channels/waits.js';
export { boot, type BootOptions } from './boot.js';
export { Isle, type IsleOptions, type IsleOutcome, type IsleStats } from './isle.js';
export { Machine, type MachineEvents, type MachineOptions } from './machine.js';
