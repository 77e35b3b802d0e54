// Every function of mpi.h is used by a program here.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';

const folder = join(root, 'test/mpi');
const programs = readdirSync(folder)
  .filter((name) => /\.[ch]$/.test(name))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const header = readFileSync(join(root, 'kernel/include/public/mpi.h'), 'utf8');
const functions = [...header.matchAll(/^(?:int|double|MPI_\w+) MPI_(\w+)\(/gm)].map(([, name]) => name!);

/** Conversions of handles are called by a macro. */
const called = (name: string): boolean => {
  const handle = /^(\w+)_(?:c2f|f2c)$/.exec(name)?.[1];
  return (
    new RegExp(`\\bMPI_${name}\\b`).test(programs) ||
    (handle !== undefined && programs.includes(`THERE_AND_BACK(${handle},`))
  );
};

describe('mpi.h', () => {
  it('has no function that is not tested', () => {
    expect(functions.length).toBeGreaterThan(300);
    expect(functions.filter((name) => !called(name))).toEqual([]);
  });

  it('has every function under its profiling name, too', () => {
    expect(functions.filter((name) => !header.includes(` PMPI_${name}(`))).toEqual([]);
  });
});
