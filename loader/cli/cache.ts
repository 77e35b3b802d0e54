// hermit-wasm cache: what is kept on disk, checked or removed.
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HermitError } from '../../runtime/errors.js';
import { printable } from '../../runtime/printable.js';
import { cacheDirectory, contents } from '../cache.js';
import { isSource } from '../cc/languages.js';
import { cacheOptions } from './options.js';
import { print } from './output.js';
import { parse, usageError } from './parse.js';

/** The cache's own; what else lies in its folder is not looked at. */
const PARTS = ['code', 'entries', 'sources', 'unpacked'] as const;
/** Downloaded: the one part that needs a network to be made again. */
const SOURCES = 'sources';
const ENTRIES = 'entries';
/** Milliseconds after which a file that was never finished is left over. */
const LEFT_OVER = 3_600_000;

const actions: Readonly<Record<string, (folder: string, all: boolean) => string>> = { size, list, verify, clean };

export async function cacheCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(cacheOptions, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('cache');
    return 0;
  }
  const [name = 'size', ...more] = operands;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action || more.length)
    throw usageError(`cache: expected one of ${Object.keys(actions).join(', ')}, got "${operands.join(' ')}"`);
  if (values.all && action !== clean) throw usageError('cache: --all is for clean');
  const folder = cacheDirectory();
  print(existsSync(folder) ? action(folder, values.all) : `${printable(folder)}: empty\n`);
  return 0;
}

interface Kept {
  file: string;
  bytes: number;
  /** Milliseconds since 1970. */
  used: number;
}

function filesOf(folder: string): Kept[] {
  const names = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
  return names.flatMap((name) => {
    const file = join(folder, name);
    // Others may remove it meanwhile.
    const stat = lstatSync(file, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ file, bytes: stat.size, used: stat.mtimeMs }] : [];
  });
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const sum = (files: readonly Kept[]): number => files.reduce((all, { bytes }) => all + bytes, 0);
const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

const parts = (folder: string): { name: string; files: Kept[] }[] =>
  PARTS.map((name) => ({ name, files: filesOf(join(folder, name)) })).filter(({ files }) => files.length);

function size(folder: string): string {
  const all = parts(folder);
  const lines = all.map(
    ({ name, files }) => `${mib(sum(files)).padStart(12)}  ${name}, ${counted(files.length, 'file')}`,
  );
  return `${[`${printable(folder)}: ${mib(all.reduce((total, { files }) => total + sum(files), 0))}`, ...lines].join('\n')}\n`;
}

/** The entries, each with what it holds; null: damaged. */
function* entries(folder: string): Generator<Kept & { key: string; data: Buffer | null }> {
  const root = join(folder, ENTRIES);
  for (const kept of filesOf(root)) {
    const [first, rest, ...deeper] = kept.file.slice(root.length + 1).split('/');
    if (rest === undefined || rest.endsWith('.tmp')) continue;
    const key = `${first}${rest}`;
    try {
      yield { ...kept, key, data: deeper.length ? null : contents(key, readFileSync(kept.file)) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw failed(kept.file, error);
    }
  }
}

/** What compiling keeps beside an image: the files that it was made of, the first source first. */
interface Manifest {
  files: [name: string, digest: string | null][];
  image: string;
}

function manifestOf(data: Buffer): Manifest | undefined {
  if (data.subarray(0, 10).toString('latin1') !== '{"files":[') return undefined;
  try {
    return JSON.parse(data.toString()) as Manifest;
  } catch {
    return undefined;
  }
}

function list(folder: string): string {
  const sizes = new Map<string, number>();
  const programs: { used: number; manifest: Manifest }[] = [];
  for (const { key, bytes, used, data } of entries(folder)) {
    sizes.set(key, bytes);
    const manifest = data && manifestOf(data);
    if (manifest) programs.push({ used, manifest });
  }
  const lines = programs
    .filter(({ manifest }) => sizes.has(manifest.image))
    .sort((a, b) => b.used - a.used)
    .map(({ used, manifest }) => {
      const source = manifest.files.find(([name]) => isSource(name))?.[0] ?? manifest.files[0]?.[0] ?? '-';
      const when = new Date(used).toISOString().slice(0, 16).replace('T', ' ');
      return `${when}  ${sizes.get(manifest.image)!.toLocaleString('en-US').padStart(12)}  ${printable(source, 4096)}\n`;
    });
  return lines.length ? lines.join('') : `${printable(folder)}: no programs\n`;
}

function verify(folder: string): string {
  let whole = 0;
  const broken: string[] = [];
  for (const { file, data } of entries(folder)) {
    if (data) whole++;
    else broken.push(file);
  }
  const old = Date.now() - LEFT_OVER;
  const left = filesOf(join(folder, ENTRIES)).filter(({ file, used }) => file.endsWith('.tmp') && used < old);
  for (const file of [...broken, ...left.map((kept) => kept.file)]) remove(file);
  const rest = left.length ? `, ${counted(left.length, 'unfinished file')} removed` : '';
  return `${printable(folder)}: ${counted(whole, 'entry is', 'entries are')} whole, ${counted(broken.length, 'damaged one')} removed${rest}\n`;
}

function clean(folder: string, all: boolean): string {
  const going = parts(folder).filter(({ name }) => all || name !== SOURCES);
  for (const { name } of going) remove(join(folder, name));
  const kept = !all && existsSync(join(folder, SOURCES)) ? '; downloaded sources are kept (--all)' : '';
  return `${printable(folder)}: ${mib(going.reduce((total, { files }) => total + sum(files), 0))} removed${kept}\n`;
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw failed(path, error);
  }
}

const failed = (path: string, error: unknown): HermitError =>
  new HermitError('HERMIT_EOUTPUT', `cache: ${printable(path)}: ${(error as Error).message}`);
