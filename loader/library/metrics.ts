/** What a pool counts, in Prometheus' text format. */
import { HermitError } from '../../runtime/errors.js';
import { told } from '../calls/values.js';

/** Values of a label: letters that the format takes otherwise are written as it says. */
const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

type Numbers = 'isles' | 'busy' | 'idle' | 'waiting' | 'completed' | 'failed' | 'refused' | 'reboots';
/** Milliseconds. */
type Times = Record<'mean' | 'p50' | 'p99', number>;

const ROWS: readonly [key: Numbers, name: string, type: 'gauge' | 'counter', help: string][] = [
  ['isles', 'isles', 'gauge', 'Isles that are there'],
  ['busy', 'isles_busy', 'gauge', 'Isles that have a request'],
  ['idle', 'isles_idle', 'gauge', 'Isles that have none'],
  ['waiting', 'requests_waiting', 'gauge', 'Requests that wait for an isle'],
  ['completed', 'requests_completed_total', 'counter', 'Requests that were answered'],
  ['failed', 'requests_failed_total', 'counter', 'Requests that failed'],
  ['refused', 'requests_refused_total', 'counter', 'Requests that were refused because too many waited'],
  ['reboots', 'reboots_total', 'counter', 'Isles that were booted in the place of others'],
];
const QUANTILES: readonly [quantile: string, key: 'p50' | 'p99'][] = [
  ['0.5', 'p50'],
  ['0.99', 'p99'],
];

/** `labels` stand at every value. @throws HermitError HERMIT_EINVAL for names that are none. */
export function metricsText(
  statistics: Record<Numbers, number> & Record<'wait' | 'work', Times>,
  labels: Readonly<Record<string, string>>,
): string {
  const list = Object.entries(labels).map(([name, value]) => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith('__') || name === 'quantile')
      throw new HermitError('HERMIT_EINVAL', `labels: expected a name of letters, digits and "_", got ${told(name)}`);
    if (typeof value !== 'string')
      throw new HermitError('HERMIT_EINVAL', `labels: ${name}: expected a string, got ${told(value)}`);
    return `${name}="${escaped(value)}"`;
  });
  const at = (more: readonly string[] = []): string => {
    const all = [...list, ...more];
    return all.length > 0 ? `{${all.join(',')}}` : '';
  };
  const lines = ROWS.flatMap(([key, name, type, help]) => [
    `# HELP hermit_pool_${name} ${help}.`,
    `# TYPE hermit_pool_${name} ${type}`,
    `hermit_pool_${name}${at()} ${statistics[key]}`,
  ]);
  const ended = statistics.completed + statistics.failed;
  for (const [key, help] of [
    ['wait', 'Time that requests waited for an isle'],
    ['work', 'Time that requests had an isle'],
  ] as const) {
    const name = `hermit_pool_${key}_seconds`;
    lines.push(`# HELP ${name} ${help}.`, `# TYPE ${name} summary`);
    for (const [quantile, of] of QUANTILES)
      lines.push(`${name}${at([`quantile="${quantile}"`])} ${statistics[key][of] / 1000}`);
    const count = key === 'work' ? ended : ended + statistics.busy;
    lines.push(`${name}_sum${at()} ${(statistics[key].mean * count) / 1000}`, `${name}_count${at()} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}
