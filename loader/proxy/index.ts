export { ProxyHost, type ProxyEvents } from './ring/host.js';
export { identity } from './vfs/identity.js';
export type { Grant, Ids, ProxyMessage, ProxyOptions, ProxyWorkerData } from './ring/messages.js';
