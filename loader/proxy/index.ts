export {
  startDirectProxy,
  startProxy,
  type ProxyEvents,
  type ProxyOptions,
  type RunningProxy,
  type StartProxy,
} from './start.js';
export { identity } from './vfs/identity.js';
export type { Grant, Ids } from '../grants.js';
export type { Inlet, Outlet } from './vfs/standard/flow.js';
