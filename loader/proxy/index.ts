export { ProxyHost, type ProxyEvents } from './host.js';
export { identity } from './identity.js';
export type { Grant, Ids, ProxyMessage, ProxyOptions, ProxyWorkerData } from './messages.js';
