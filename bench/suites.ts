// All suites, in the order of a run. Each is loaded when it is asked for.
import type { Suite } from './model.js';

const loaders: Readonly<Record<string, () => { suite: Suite }>> = {
  start: () => require('./start/start.js') as typeof import('./start/start.js'),
  basic: () => require('./basic/basic.js') as typeof import('./basic/basic.js'),
  compute: () => require('./compute/compute.js') as typeof import('./compute/compute.js'),
  openmp: () => require('./openmp/openmp.js') as typeof import('./openmp/openmp.js'),
  scaling: () => require('./scaling/scaling.js') as typeof import('./scaling/scaling.js'),
  apps: () => require('./apps/apps.js') as typeof import('./apps/apps.js'),
  message: () => require('./message/message.js') as typeof import('./message/message.js'),
  net: () => require('./net/net.js') as typeof import('./net/net.js'),
  noise: () => require('./noise/noise.js') as typeof import('./noise/noise.js'),
  bsp: () => require('./bsp/bsp.js') as typeof import('./bsp/bsp.js'),
  library: () => require('./library/library.js') as typeof import('./library/library.js'),
  loop: () => require('./loop/loop.js') as typeof import('./loop/loop.js'),
  boot: () => require('./boot/boot.js') as typeof import('./boot/boot.js'),
};

export const suiteNames: readonly string[] = Object.keys(loaders);

export const loadSuite = (name: string): Suite => loaders[name]!().suite;
