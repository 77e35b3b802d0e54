export { ProxyHost, type ProxyEvents } from './ring/host.js';
export { identity } from './linux/identity.js';
export type { Grant, Ids, ProxyMessage, ProxyOptions, ProxyWorkerData } from './ring/messages.js';
