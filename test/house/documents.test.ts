// What documents name is there: files of the tree in backquotes, and what their links lead to.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';

const front = ['README.md', 'SECURITY.md'];
/** All files of the source, from its root. */
const tree = ['apps', 'bench', 'docs', 'kernel', 'loader', 'runtime', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(root, posix.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !path.includes('/node_modules/')),
);
const folders = new Set(tree.flatMap(above));
/** Made by the build. */
const GENERATED = /^((kernel|runtime)\/generated|dist)(\/|$)/;

/** Every folder that a path lies in. */
function above(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...above(folder)];
}

const documents = [...front, ...tree.filter((path) => path.endsWith('.md') && path !== 'docs/syscalls.md')];
const textOf = (document: string): string => readFileSync(join(root, document), 'utf8');
/** Without blocks of code, which are examples. */
const prose = (document: string): string => textOf(document).replace(/^( *)```[\s\S]*?^\1```/gm, '');

/** Whether the tree has it, from its root: a file, a folder, or files by a `*`. */
function isThere(path: string): boolean {
  if (GENERATED.test(path) || /^[A-Z]+$/.test(path)) return existsSync(join(root, path));
  if (path.includes('*')) {
    const pattern = new RegExp(`^${path.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    return tree.some((file) => pattern.test(file));
  }
  return folders.has(path.replace(/\/$/, '')) || tree.includes(path) || front.includes(path);
}

/** Programs of the reader's own, and of others. */
const EXAMPLES =
  /^(a|app|average|part|sum|hello|first|pi|ranks|dot|square|system|client|server|dns|program|kernel|talk|pthread_create|product|-name)\.c$|^(kernel|product)\.(mjs|d\.mts|d\.c\.ts)$/;

/** By its last parts: `ring.ts`, `vfs/files/walk.ts`, `ring/`. */
function isNamed(name: string): boolean {
  if (name.endsWith('/')) return [...folders].some((folder) => `/${folder}/`.endsWith(`/${name}`));
  return EXAMPLES.test(posix.basename(name)) || tree.some((file) => `/${file}`.endsWith(`/${name}`));
}

/** Code quotes that are paths of the tree, or names of source files. */
const quoted = (document: string): string[] => [...prose(document).matchAll(/`([^`\s]+)`/g)].map(([, text]) => text!);

/** Paths from the root that a document names, and is wrong about. */
const wrongPaths = (document: string): string[] =>
  quoted(document).filter(
    (text) => /^(loader|runtime|kernel|test|bench|apps|docs)\/[\w./*-]*$/.test(text) && !isThere(text),
  );

const wrongNames = (document: string): string[] =>
  quoted(document).filter(
    (text) =>
      /^[\w./-]+\.(m?ts|mjs|[ch]|wat|tbl)$|^[\w-]+(\/[\w-]+)*\/$/.test(text) && !isThere(text) && !isNamed(text),
  );

/** The name of a heading in links, as GitHub makes it. */
const anchor = (heading: string): string =>
  heading
    .replace(/\\(.)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .toLowerCase()
    .replace(/\s/g, '-');
const anchors = (document: string): string[] =>
  [...prose(document).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!));

function wrongLinks(document: string): string[] {
  return [...prose(document).matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]*))?\)/g)].flatMap(([link, path, section]) => {
    const to = path === '' ? document : posix.join(dirname(document), path!);
    const fine = isThere(to) && (section === undefined || anchors(to).includes(section));
    return fine ? [] : [link];
  });
}

describe.each(documents)('%s', (document) => {
  it('names files that are there', () => {
    expect([...wrongPaths(document), ...wrongNames(document)]).toEqual([]);
  });

  it('links to what is there', () => {
    expect(wrongLinks(document)).toEqual([]);
  });
});

describe('docs/security.md', () => {
  it('names tests that are there', () => {
    const tests = quoted('docs/security.md').filter((text) => /^[\w-]+\/[\w-]+$/.test(text));
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((name) => !tree.some((file) => file.startsWith(`test/${name}.`)))).toEqual([]);
  });
});
