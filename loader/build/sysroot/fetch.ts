/** Gets the sources of other projects: from the cache folder if they are there, else from the distribution. */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../../runtime/errors';
import { cacheDirectory } from '../../cache';
import { makeFolder } from '../../folders';
import { downloadSource } from './apt';
import { readTar } from '../../cc/tar';
import type { SourcePackage } from './packages';

/** Folder of the tarballs: HERMIT_SOURCES, else `sources` in the cache. */
export function sourcesDirectory(): string {
  return process.env['HERMIT_SOURCES'] || path.join(cacheDirectory(), 'sources');
}

function checksum(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function readChecked(source: SourcePackage, file: string, advice: string): Uint8Array | null {
  if (!fs.existsSync(file)) return null;
  const data = fs.readFileSync(file);
  const sum = checksum(data);
  if (sum !== source.sha256)
    throw new HermitError(
      'HERMIT_ESOURCE',
      `${file}: expected SHA-256 ${source.sha256}, found ${sum}. Remove the file. ${advice}`,
    );
  return data;
}

/**
 * The tarball of a package, checked by its SHA-256. Throws HERMIT_ESOURCE, saying what to do, when it can be neither found
 * nor fetched.
 */
export function fetchTarball(source: SourcePackage, onProgress: (text: string) => void): Uint8Array {
  const directory = sourcesDirectory();
  const file = path.join(directory, source.tarball);
  const advice = `To build without apt, put ${source.tarball} (SHA-256 ${source.sha256}) into ${directory}, or set HERMIT_SOURCES to a folder that has it.`;
  const found = readChecked(source, file, advice);
  if (found) return found;
  try {
    makeFolder(directory);
  } catch (error) {
    throw new HermitError(
      'HERMIT_ESOURCE',
      `cannot create the folder ${directory} (${(error as Error).message}). ${advice}`,
    );
  }
  onProgress(`fetching the source package ${source.name} with apt-get`);
  const files = downloadSource(source.name, directory, advice);
  const fetched = readChecked(source, file, advice);
  if (fetched) return fetched;
  throw new HermitError(
    'HERMIT_ESOURCE',
    `expected ${source.tarball} from the source package ${source.name}, but this distribution has ${files.join(', ')}: a version other than ${source.version}. ${advice}`,
  );
}

/** Programs that decompress what Node cannot; apt brings one of its own. */
const DECOMPRESSORS = [
  ['xz', '-dc'],
  ['bzip2', '-dc'],
  ['/usr/lib/apt/apt-helper', 'cat-file'],
];
/** First bytes of what xz and bzip2 make. */
const PACKED = [0xfd, 0x42];

/** A tarball as readTar takes it. */
function decompressed(tarball: Uint8Array, file: string): Uint8Array {
  if (!PACKED.includes(tarball[0]!)) return tarball;
  for (const [program, option] of DECOMPRESSORS as [string, string][]) {
    const { status, stdout } = spawnSync(program, [option, file], { maxBuffer: 2 ** 30 });
    if (status === 0 && stdout.length > 0) return stdout;
  }
  throw new Error('neither xz nor apt could decompress it: install xz-utils');
}

/** Folder with the package's files, unpacked once into the cache. */
export function fetchSource(source: SourcePackage, onProgress: (text: string) => void): string {
  const target = path.join(
    cacheDirectory(),
    'unpacked',
    `${source.name}-${source.version}-${source.sha256.slice(0, 8)}`,
  );
  if (fs.existsSync(target)) return target;
  const tarball = fetchTarball(source, onProgress);
  const partial = `${target}.${process.pid}.tmp`;
  try {
    const file = path.join(sourcesDirectory(), source.tarball);
    if (source.folders) unpackFolders(file, source.folders, partial);
    else unpack(decompressed(tarball, file), partial);
  } catch (error) {
    throw new HermitError(
      'HERMIT_ESOURCE',
      `cannot unpack ${source.tarball} into ${partial} (${(error as Error).message}). The folder must be writable: set HERMIT_CACHE to another one`,
    );
  }
  try {
    fs.renameSync(partial, target);
  } catch (error) {
    // Another build may have been quicker.
    fs.rmSync(partial, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

/** Some folders of an archive that is too large to be held in memory: with the system's tar. */
function unpackFolders(file: string, folders: readonly string[], target: string): void {
  makeFolder(target);
  const wanted = folders.map((folder) => `*/${folder}`);
  const pipe =
    '"$1" "$2" "$3" | tar -x -f - -C "$4" --strip-components=1 --wildcards --no-wildcards-match-slash "${@:5}"';
  for (const [program, option] of DECOMPRESSORS as [string, string][]) {
    spawnSync('bash', ['-c', pipe, 'unpack', program, option, file, target, ...wanted], { stdio: 'ignore' });
    if (folders.every((folder) => fs.existsSync(path.join(target, folder)))) return;
  }
  throw new Error('neither xz nor apt could decompress it, or there is no tar: install xz-utils and tar');
}

/** Without the archive's top folder. */
function unpack(tarball: Uint8Array, target: string): void {
  for (const { name, data } of readTar(tarball)) {
    const inside = path.posix.normalize(name).split('/').slice(1).join('/');
    if (!inside || inside.startsWith('..')) continue;
    const file = path.join(target, inside);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, data);
  }
}
