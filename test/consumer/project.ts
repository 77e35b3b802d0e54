// A project of somebody else's, with the package as `npm pack` makes it and what it depends on; its path has blanks and letters beyond
// ASCII. Nothing is downloaded: dependencies are those of this project. HERMIT_CONSUMER=npm installs from the registry instead.
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { freshFolder, root } from '../support/folders.js';
import { run } from '../support/spawn.js';

export interface Packed {
  file: string;
  bytes: number;
  unpackedBytes: number;
  names: string[];
}

async function succeeds(command: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${code}\n${stdout}\n${stderr}`);
  return stdout.toString();
}

/** What npm would publish. Its scripts do not run: everything is built already. */
export async function pack(): Promise<Packed> {
  const folder = freshFolder();
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const said = JSON.parse(await succeeds('npm', args, root)) as unknown;
  // A list, or from npm 12 on an object with the packages' names.
  const [info] = Object.values(said as object) as {
    filename: string;
    size: number;
    unpackedSize: number;
    files: { path: string }[];
  }[];
  const { filename, size, unpackedSize, files } = info!;
  return {
    file: join(folder, filename),
    bytes: size,
    unpackedBytes: unpackedSize,
    names: files.map(({ path }) => path),
  };
}

/** Folders in node_modules that the package needs. */
function dependencies(optional: boolean): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
  };
  return Object.entries(packages).flatMap(([path, { dev, devOptional, optional: left }]) =>
    path === '' || dev || devOptional || (left && !optional) ? [] : [path],
  );
}

/** Folders of these packages and of all that they depend on. */
export function closure(names: readonly string[]): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dependencies?: Record<string, string> }>;
  };
  const found = new Set<string>();
  const add = (from: string, name: string): void => {
    const own = `${from}/node_modules/${name}`;
    const path = packages[own] ? own : `node_modules/${name}`;
    if (found.has(path)) return;
    found.add(path);
    for (const next of Object.keys(packages[path]?.dependencies ?? {})) add(path, next);
  };
  for (const name of names) add('', name);
  return [...found];
}

/** A copy whose files are the same on disk, where that is possible. */
function clone(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) clone(source, target);
    else
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
  }
}

/** Makes the project; its folder. Without `optional`, packages that may be missing are. */
export async function makeProject(packed: Packed, { optional = true } = {}): Promise<string> {
  const above = freshFolder();
  chmodSync(above, 0o755);
  const folder = join(above, 'Größe 計算 of a project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }');
  if (process.env['HERMIT_CONSUMER'] === 'npm') {
    const omit = optional ? [] : ['--omit=optional'];
    await succeeds('npm', ['install', '--no-audit', '--no-fund', ...omit, packed.file], folder);
    return folder;
  }
  const modules = join(folder, 'node_modules');
  for (const path of dependencies(optional))
    try {
      clone(join(root, path), join(folder, path));
    } catch {
      // An optional package for other machines.
      rmSync(join(folder, path), { recursive: true, force: true });
    }
  mkdirSync(join(modules, '.bin'), { recursive: true });
  await succeeds('tar', ['-xzf', packed.file, '-C', modules], folder);
  await succeeds('mv', ['package', 'hermit-wasm'], modules);
  symlinkSync('../hermit-wasm/dist/loader/cli/main.js', join(modules, '.bin/hermit-wasm'));
  chmodSync(join(modules, 'hermit-wasm/dist/loader/cli/main.js'), 0o755);
  return folder;
}

/** Lets nobody write folders, or lets their owner. */
export function setWritable(folder: string, writable: boolean): void {
  chmodSync(folder, writable ? 0o755 : 0o555);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) setWritable(join(folder, entry.name), writable);
}

/** Environment in which `node` is the one that runs this, and nothing else is known but what is given. */
export const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  ...more,
});
