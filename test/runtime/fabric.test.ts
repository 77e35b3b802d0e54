import { describe, expect, it } from 'vitest';
import { oneSided } from '../../runtime/fabric/access.js';
import { LinuxAccess } from '../../runtime/fabric/linux-access.js';
import { Fabric } from '../../runtime/fabric/table.js';
import { HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING } from '../../runtime/generated/public.js';

const machine = () => {
  const fabric = new Fabric();
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  fabric.setState(0, HERMIT_ISLE_RUNNING);
  const linux = new LinuxAccess(fabric, (isle) => (isle === 0 ? memory : undefined));
  const isle = oneSided(fabric, 0, memory.buffer, () => memory);
  return { fabric, memory, linux, isle };
};

describe('one-sided access from the Linux side', () => {
  it('puts and gets, also more than fits at once', () => {
    const { linux, isle } = machine();
    expect(isle.open(3, 1024, 100_000)).toBe(0);
    const c = linux.bind(0, 3);
    const data = Uint8Array.from({ length: 90_000 }, (_, i) => i * 7);
    linux.put(c, 5, data);
    expect(linux.get(c, 5, data.length)).toEqual(data);
  });

  it('adds, swaps and rings', () => {
    const { linux, isle, memory } = machine();
    isle.open(0, 1024, 64);
    const c = linux.bind(0, 0);
    expect([linux.fetchAdd(c, 4, 3), linux.fetchAdd(c, 4, 3)]).toEqual([0, 3]);
    expect([linux.compareSwap(c, 4, 6, 9), linux.compareSwap(c, 4, 6, 1)]).toEqual([6, 9]);
    const words = new Int32Array(memory.buffer);
    linux.ring(c, 8);
    expect(words[(1024 + 8) / 4]).toBe(0);
    words[(1024 + 12) / 4] = 1;
    linux.ring(c, 8);
    expect(words[(1024 + 8) / 4]).toBe(1);
  });

  it('names what is wrong', () => {
    const { fabric, linux, isle } = machine();
    isle.open(0, 0, 16);
    const c = linux.bind(0, 0);
    const code = (f: () => unknown): string | undefined => {
      try {
        f();
        return undefined;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(() => linux.put(c, 15, new Uint8Array(2)))).toBe('HERMIT_EFAULT');
    expect(code(() => linux.bind(0, 1))).toBe('HERMIT_EAGAIN');
    expect(code(() => linux.bind(1, 0))).toBe('HERMIT_EAGAIN');
    expect(code(() => linux.bind(0, 16))).toBe('HERMIT_EINVAL');
    expect(isle.close(0)).toBe(0);
    expect(code(() => linux.get(c, 0, 1))).toBe('HERMIT_EPIPE');
    isle.open(0, 0, 16);
    expect(code(() => linux.get(c, 0, 1))).toBe('HERMIT_EPIPE');
    expect(code(() => linux.get(linux.bind(0, 0), 0, 1))).toBe(undefined);
    fabric.setState(0, HERMIT_ISLE_ENDED);
    expect(code(() => linux.bind(0, 0))).toBe('HERMIT_EPIPE');
  });

  it('lets nobody bind the Linux side itself', () => {
    const { fabric, memory } = machine();
    const linux = oneSided(fabric, -1, memory.buffer, () => memory);
    expect(linux.open(0, 0, 16)).toBe(-22);
  });
});

it('capabilities from thin air reach nothing', () => {
  const { isle, memory } = machine();
  isle.open(0, 4096, 4096);
  const before = new Uint8Array(memory.buffer).slice();
  const valid = isle.bind(0, 0);
  let x = 1;
  for (let i = 0; i < 20_000; i++) {
    x = (Math.imul(x, 1103515245) + 12345) | 0;
    const capability = i % 3 === 0 ? valid : x;
    const offset = (i % 5 === 0 ? x >>> 3 : x) | 0;
    const far = i % 3 !== 0 || offset >>> 0 >= 4096;
    if (!far) continue;
    const r = [
      isle.put(capability, offset, x, x >>> 7, x),
      isle.ring(capability, offset),
      isle.fetch_add(capability, offset, 1, 0),
    ];
    if (capability !== valid) expect(r.every((n) => n < 0)).toBe(true);
  }
  expect(Buffer.compare(new Uint8Array(memory.buffer), before)).toBe(0);
});
