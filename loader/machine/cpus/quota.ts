// How much CPU time the control groups of this process allow (containers, systemd), version 2 and version 1.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface CgroupFiles {
  /** Default /proc/self/cgroup. */
  membership?: string;
  /** Where the control group file systems are mounted; default /sys/fs/cgroup. */
  root?: string;
}

/** CPUs' worth of time that this process may use, e.g. 1.5; null: no limit, or not known. */
export function cpuQuota({ membership = '/proc/self/cgroup', root = '/sys/fs/cgroup' }: CgroupFiles = {}):
  | number
  | null {
  const quotas: number[] = [];
  for (const line of (textFile(membership) ?? '').split('\n')) {
    const [hierarchy, controllers, path] = line.split(':');
    if (path === undefined) continue;
    if (hierarchy === '0' && controllers === '') {
      for (const mount of [root, join(root, 'unified')])
        quotas.push(...upwards(path).map((p) => quotaV2(join(mount, p))));
    } else if (controllers!.split(',').includes('cpu')) {
      for (const mount of [join(root, 'cpu'), join(root, 'cpu,cpuacct')])
        quotas.push(...upwards(path).map((p) => quotaV1(join(mount, p))));
    }
  }
  const least = Math.min(...quotas);
  return Number.isFinite(least) ? least : null;
}

/** A group and its parents: each may limit. Inside a container the path may lead nowhere; the root is the container's then. */
function upwards(path: string): string[] {
  const paths: string[] = [];
  for (let p = join('/', path); ; p = dirname(p)) {
    paths.push(p);
    if (p === '/') return paths;
  }
}

function quotaV2(folder: string): number {
  const [quota, period] = (textFile(join(folder, 'cpu.max')) ?? '').split(/\s+/);
  return ratio(Number(quota), Number(period));
}

function quotaV1(folder: string): number {
  return ratio(
    Number(textFile(join(folder, 'cpu.cfs_quota_us')) ?? -1),
    Number(textFile(join(folder, 'cpu.cfs_period_us')) ?? 0),
  );
}

const ratio = (quota: number, period: number): number => (quota > 0 && period > 0 ? quota / period : Infinity);

function textFile(path: string): string | undefined {
  // Most of these files do not exist, and asking is far cheaper than an exception.
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
