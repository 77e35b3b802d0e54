// Maps of the tree: every folder has its line, and no line names one that is gone.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';

/** Made by the build; in the order of somebody else's source; what runs inside the workers of the folder above. */
const LEFT_OUT = /\/generated$|^kernel\/musl\/(src|arch)(\/|$)|^(loader|runtime)\/(.*\/)?entry$/;

/** Whether there is a file below: git knows no other folders. */
const hasFiles = (folder: string): boolean =>
  readdirSync(join(root, folder), { withFileTypes: true }).some(
    (entry) => entry.isFile() || hasFiles(`${folder}/${entry.name}`),
  );

/** All folders below. */
function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`)
    .filter((path) => !LEFT_OUT.test(path) && hasFiles(path))
    .flatMap((path) => [path, ...foldersIn(path)]);
}

/** Rows of a table whose first column is a path: that path, and what stands beside it. */
function rows(text: string): { path: string; words: string }[] {
  return [...text.matchAll(/^\| `([\w./-]+)` +\| (.*) \|$/gm)].map(([, path, words]) => ({
    path: path!,
    words: words!,
  }));
}

/** Paths that a row names: its own, and the folders of it that are named beside it, as `NAME/` or as `NAME NAME`. */
const named = ({ path, words }: { path: string; words: string }): string[] => [
  path,
  ...[...words.matchAll(/`([\w-]+(?: [\w-]+)+)`/g)].flatMap(([, all]) =>
    all!.split(' ').map((name) => `${path}${name}/`),
  ),
  ...[...words.matchAll(/`([\w./-]+\/)`/g)].map(([, name]) => (path.endsWith('/') ? `${path}${name}` : name!)),
];

describe('the map in docs/building.md', () => {
  const text = readFileSync(join(root, 'docs/building.md'), 'utf8');
  const paths = rows(text.slice(text.indexOf('## The tree'))).flatMap(named);

  it('has every folder of the source: the first two levels in rows, or named in the row above', () => {
    const folders = ['kernel', 'runtime', 'loader', 'bench'].flatMap(foldersIn);
    expect(folders.filter((folder) => !paths.includes(`${folder}/`))).toEqual([]);
  });

  it('names nothing that is gone', () => {
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the list in test/README.md', () => {
  const paths = rows(readFileSync(join(root, 'test/README.md'), 'utf8')).map(({ path }) => `test/${path}`);

  it('has every folder of the tests, in their order, and no other', () => {
    expect(paths).toEqual(
      foldersIn('test')
        .map((folder) => `${folder}/`)
        .toSorted(),
    );
  });
});

describe('what is built', () => {
  it('has a source, so that nothing old is packed', () => {
    const outputs = ['runtime', 'loader', 'bench'].flatMap((folder) =>
      (readdirSync(join(root, 'dist', folder), { recursive: true }) as string[]).map((name) => `${folder}/${name}`),
    );
    const sources = outputs
      .filter((path) => /\.[jt]s$|\.m[jt]s$/.test(path) && !path.endsWith('.bundle.js'))
      .map((path) => path.replace(/(?:\.d)?\.(m?)[jt]s$/, '.$1ts'));
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
