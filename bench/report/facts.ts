// The machine and the run as named facts, for people.
import type { Report } from './document.js';

const GIB = 1024 ** 3;
/** A warning from one row in so many on. */
const NOISY_PART = 4;
const percent = (part: number | null): string => (part === null ? 'not told' : `${(part * 100).toFixed(1)} %`);

export function facts({ environment: e, settings, conditions, interrupted, suites }: Report): [string, string][] {
  const rounds = [...new Set(suites.map((s) => s.rounds))].join(', ') || '–';
  return [
    ['Date', e.date],
    ['Command', ['hermit-wasm bench', ...settings.command].join(' ')],
    ['hermit-wasm', e.version],
    ['CPU', e.cpu ?? 'not told'],
    ['CPUs used', `${e.cpus.join(', ')}${e.siblings.length ? ` (of one core: ${e.siblings.join(' | ')})` : ''}`],
    ['CPU time allowed', e.cpuQuota === null ? 'no limit' : `${e.cpuQuota} CPUs' worth`],
    ['Frequency governor', e.governor ?? 'not told (a virtual machine does not tell)'],
    ['Memory', `${(e.memoryBytes / GIB).toFixed(1)} GiB`],
    ['Linux', e.kernel],
    ['Clock', `${e.clockSource ?? 'source not told'}, smallest step seen ${e.clockResolutionNs} ns`],
    ['Node / V8', `${e.node} / ${e.v8}${e.nodeOptions ? `, NODE_OPTIONS=${e.nodeOptions}` : ''}`],
    ['gcc', e.gcc ?? 'not installed'],
    ['clang', e.clang ?? 'not installed'],
    ['MPI', e.mpi ?? 'not installed'],
    ['C library', e.libc ?? 'not told'],
    ['Flags', e.flags],
    ['Pinning', e.pinning],
    ['Rounds', `${rounds}, after ${settings.warmUp} of warm-up`],
    ['Load, before and after', `${conditions.loadBefore.toFixed(2)}, ${conditions.loadAfter.toFixed(2)}`],
    ['CPU time taken by the host', percent(conditions.steal)],
    ['Duration', `${conditions.seconds.toFixed(0)} s${interrupted ? ', interrupted' : ''}`],
  ];
}

/** What stands above all figures: why they are less to be relied on, each reason once. */
export function warnings({ suites, interrupted }: Report): string[] {
  const rows = suites.flatMap((suite) => suite.rows);
  const noisy = rows.filter((row) => row.noise).length;
  const reasons = new Set(suites.flatMap((suite) => suite.doubts.map((doubt) => `${suite.name}: ${doubt}`)));
  return [
    ...(interrupted ? ['The run was interrupted: these are the results until then.'] : []),
    ...(noisy * NOISY_PART > rows.length
      ? [
          `The machine was too noisy for ${noisy} of ${rows.length} rows: measure again on a machine that does nothing else.`,
        ]
      : []),
    ...reasons,
  ];
}

/** Parameters as -P takes them; those without values are the suite's to choose. */
export const parameterText = (parameters: Readonly<Record<string, readonly number[]>>): string =>
  Object.entries(parameters)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .join(' ');
