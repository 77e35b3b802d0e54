import { describe, expect, it } from 'vitest';
import { formatCpuList, parseCpuList } from '../../runtime/cpulist.js';
import { placement } from '../../runtime/placement.js';
import type { Topology } from '../../runtime/topology.js';

describe('lists of CPUs', () => {
  it.each([
    ['', []],
    ['0', [0]],
    ['0-3,5', [0, 1, 2, 3, 5]],
    ['7,1-2', [7, 1, 2]],
    [' 4 , 6\n', [4, 6]],
  ])('reads "%s"', (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });

  it.each(['a', '3-1', '1,,2', '-1', '1-', '0x3', '1;2', '99999999', '1-2-3', '5,5'])('refuses "%s"', (text) => {
    expect(() => parseCpuList(text)).toThrow(expect.objectContaining({ code: 'HERMIT_ECPUS' }));
  });

  it('writes what it reads', () => {
    expect(formatCpuList([5, 3, 1, 2, 0, 9])).toBe('0-3,5,9');
    expect(formatCpuList([])).toBe('');
  });
});

/** Two domains of two physical cores with two hardware threads each: CPUs 0-3 and 4-7, siblings next to each other. */
const topology: Topology = {
  domains: [
    { id: 0, cpus: [0, 1, 2, 3], memoryBytes: 0 },
    { id: 1, cpus: [4, 5, 6, 7], memoryBytes: 0 },
  ],
  cpus: Array.from({ length: 8 }, (_, id) => ({
    id,
    domain: id >> 2,
    core: (id >> 1) & 1,
    package: id >> 2,
    smt: id & 1,
  })),
  caches: [],
  madeUp: false,
};

describe('placement of cores', () => {
  const place = (request: Partial<Parameters<typeof placement>[1]>) =>
    placement(topology, { isles: 1, cores: null, cpus: null, mapBy: 'domain', bind: 'cores', ...request });

  it('takes physical cores before their siblings', () => {
    const [isle] = place({ cores: 2, allowed: [0, 1, 2, 3] });
    expect(isle!.cores).toEqual([[0], [2]]);
  });

  it('keeps the order of --cpus', () => {
    expect(place({ cpus: [5, 1, 3] })[0]!.cores).toEqual([[5], [1], [3]]);
  });

  it('lets more cores than CPUs share all of them', () => {
    expect(place({ cpus: [1, 2], cores: 3 })[0]!.cores).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('binds nothing when asked not to', () => {
    expect(place({ cpus: [1, 2], bind: 'none' })[0]!.cores).toEqual([[], []]);
  });

  it('gives isles domains in turn', () => {
    expect(place({ isles: 2, cores: 2 }).map((isle) => [isle.domain, isle.cores])).toEqual([
      [0, [[0], [2]]],
      [1, [[4], [6]]],
    ]);
  });

  it.each([
    ['that is not there', { cpus: [8] }],
    ['that this process may not use', { cpus: [3], allowed: [0, 1] }],
    ['of none', { cpus: [] }],
  ])('refuses a choice %s', (_, request) => {
    expect(() => place(request)).toThrow(expect.objectContaining({ code: 'HERMIT_ECPUS' }));
  });
});
