/** hermit-wasm as a library. */
// First, because the other modules look for their files when they are loaded, and this one reports missing files.
export { HermitError } from './installed.js';
export type { ImageSource } from './image.js';
export type { IsleMemory } from './webassembly.js';
export type { Channel } from '../../runtime/channels/channel.js';
export type { ConnectOptions } from '../../runtime/channels/channels.js';
export type { Listener } from '../../runtime/channels/listener.js';
export type { Patience } from '../../runtime/channels/waits.js';
export { boot, type BootedMachine, type BootOptions } from './boot.js';
export type { CallOptions } from '../calls/options.js';
export type { Imported } from './imports/imported.js';
export { compile, type CompileOptions } from './compile.js';
export { createPool, type Duration, type IslePool, type PoolOptions, type PoolStatistics } from './isle-pool.js';
export { type ArrayType, Isle, type IsleStats } from '../machine/isle.js';
export type { Diagnostics } from './diagnostics.js';
export type { IsleOutcome } from '../machine/ends.js';
export type { IsleOptions, OutputFunction } from '../machine/spec.js';
export type { CallArgument, CallResult } from '../calls/values.js';
export { Machine } from './machine.js';
export type { MachineEvents, MachineOptions, ProcessLimits, RunResult } from '../machine/options.js';
