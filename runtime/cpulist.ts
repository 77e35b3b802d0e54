// Linux's list form of CPU numbers.
import { HermitError } from './errors.js';

/** CPU numbers that Linux's list form can name; also bounds what a hostile list can make us allocate. */
const CPU_LIMIT = 65536;

/**
 * Reads Linux's form of a CPU list: `0-3,5`. The order given is kept.
 * @throws HermitError HERMIT_ECPUS on anything else, and on a CPU named twice.
 */
export function parseCpuList(text: string): number[] {
  const cpus = new Set<number>();
  for (const part of text.trim() === '' ? [] : text.trim().split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    if (!match || last < first || last >= CPU_LIMIT) {
      throw new HermitError('HERMIT_ECPUS', `expected CPUs such as 0-3,5, got "${text.trim().slice(0, 80)}"`);
    }
    for (let cpu = first; cpu <= last; cpu++) {
      if (cpus.has(cpu))
        throw new HermitError('HERMIT_ECPUS', `CPU ${cpu} is listed twice in "${text.trim().slice(0, 80)}"`);
      cpus.add(cpu);
    }
  }
  return [...cpus];
}

/** The list form of CPU numbers, ascending: `0-3,5`. */
export function formatCpuList(cpus: readonly number[]): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let j = i;
    while (sorted[j + 1] === sorted[j]! + 1) j++;
    parts.push(j === i ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`);
    i = j + 1;
  }
  return parts.join(',');
}
