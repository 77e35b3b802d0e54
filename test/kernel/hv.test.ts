// The host interface is written once for each side: kernel/include/hv.h and runtime/entry/hv.ts say the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oneSided } from '../../runtime/fabric/access.js';
import { Fabric } from '../../runtime/fabric/table.js';
import { HV_MODULE, hostCalls, hostInterface } from '../../runtime/entry/hv.js';
import { root } from '../support/folders.js';

const header = readFileSync(join(root, 'kernel/include/hv.h'), 'utf8');

describe('the host interface', () => {
  it('has the same functions with as many parameters in C and in TypeScript', () => {
    const declared = [...header.matchAll(/^HV_CALL\((\w+)\) .*?hv_\1\((.*)\);$/gm)].map(([, name, parameters]) => [
      name,
      parameters === 'void' ? 0 : parameters!.split(',').length,
    ]);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const access = oneSided(new Fabric(), 0, memory.buffer, () => memory);
    const served = Object.entries(hostInterface(memory, 0, 0, access)).map(([name, f]) => [
      name,
      (f as () => void).length,
    ]);
    expect(served.toSorted()).toEqual(declared.toSorted());
    expect(declared.map(([name]) => name).toSorted()).toEqual(hostCalls.toSorted());
    expect(declared.length).toBeGreaterThan(0);
  });

  it('has the same version', () => {
    expect(header).toContain(`#define HV_MODULE "${HV_MODULE}"`);
  });
});
