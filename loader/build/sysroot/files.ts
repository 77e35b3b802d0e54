/** Small helpers for trees of files. */
import fs from 'node:fs';
import path from 'node:path';

/** Paths of the files below `directory` that `wanted` takes, relative to it, sorted; none if the folder does not exist. */
export function filesBelow(directory: string, wanted: (name: string) => boolean = () => true): string[] {
  if (!fs.existsSync(directory)) return [];
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter(wanted)
    .sort();
}

/** Writes a file only if its contents differ, so that time stamps say when something changed. */
export function writeIfChanged(file: string, data: Uint8Array | string): void {
  const bytes = Buffer.from(data as Uint8Array);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
}

/** Whether a path matches a pattern of `*` (no slash) and `**` (anything). */
export function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : '[^/]*'));
  return new RegExp(`^${source}$`).test(name);
}
