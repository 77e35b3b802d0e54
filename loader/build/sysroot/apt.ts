/** Fetching a source package with the machine's own apt, without root and without touching the system's state. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../../runtime/errors';

const CONFIGURATION = '/etc/apt';
/** Milliseconds for one apt command. */
const LIMIT = 300_000;

/** Turns a paragraph of a deb822 file that names binary packages into one that names sources. */
function sourceParagraph(paragraph: string): string | null {
  if (!/^Types:.*\bdeb\b/im.test(paragraph) || /^Enabled:\s*no/im.test(paragraph)) return null;
  return paragraph.replace(/^Types:.*$/im, 'Types: deb-src');
}

/** Turns `deb [options] URI suite component…` into its `deb-src` line. */
function sourceLine(line: string): string | null {
  return /^\s*deb(-src)?\s/.test(line) ? line.replace(/^\s*deb(-src)?\s/, 'deb-src ') : null;
}

const unique = (items: (string | null)[]) => [...new Set(items.filter((item) => item !== null))];

/** apt's source lists of this machine, as lists of source packages: contents of a `.sources` and of a `.list` file. */
export function sourceLists(directory = CONFIGURATION): { sources: string; list: string } {
  const parts = path.join(directory, 'sources.list.d');
  const files = [
    path.join(directory, 'sources.list'),
    ...(fs.existsSync(parts) ? fs.readdirSync(parts).sort() : []).map((name) => path.join(parts, name)),
  ];
  const readable = files
    .filter((file) => /\.(list|sources)$/.test(file) && fs.existsSync(file))
    .map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
  const paragraphs = readable
    .filter(({ file }) => file.endsWith('.sources'))
    .flatMap(({ text }) => withoutComments(text).split(/\n\s*\n/));
  const lines = readable
    .filter(({ file }) => file.endsWith('.list'))
    .flatMap(({ text }) => withoutComments(text).split('\n'));
  return {
    sources: unique(paragraphs.map(sourceParagraph)).join('\n\n'),
    list: unique(lines.map(sourceLine)).join('\n'),
  };
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
}

/**
 * Downloads the newest source package `name` that the distribution offers into `target`. Answers the names of its files.
 * Throws HERMIT_ESOURCE with apt's own words.
 */
export function downloadSource(name: string, target: string, advice: string): string[] {
  const work = fs.mkdtempSync(path.join(target, 'apt-'));
  try {
    const lists = sourceLists();
    if (!lists.sources.trim() && !lists.list.trim())
      throw new HermitError('HERMIT_ESOURCE', `apt has no package sources under ${CONFIGURATION}. ${advice}`);
    for (const folder of ['parts', 'state/lists/partial', 'cache/archives/partial', 'out'])
      fs.mkdirSync(path.join(work, folder), { recursive: true });
    fs.writeFileSync(path.join(work, 'parts/own.sources'), `${lists.sources}\n`);
    fs.writeFileSync(path.join(work, 'parts/own.list'), `${lists.list}\n`);
    const options = {
      'Dir::Etc::sourcelist': '/dev/null',
      'Dir::Etc::sourceparts': path.join(work, 'parts'),
      'Dir::State': path.join(work, 'state'),
      'Dir::State::status': '/dev/null',
      'Dir::Cache': path.join(work, 'cache'),
      'Acquire::Languages': 'none',
      'APT::Sandbox::User': '',
    };
    const flags = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
    // Some of the machine's sources may offer no source packages, and then the update as a whole counts as failed.
    const complaints = apt([...flags, '-q', 'update'], work, advice);
    const failure = apt([...flags, '-q', 'source', '--download-only', name], path.join(work, 'out'), advice);
    if (failure)
      throw new HermitError(
        'HERMIT_ESOURCE',
        `apt-get could not fetch the source package ${name}:\n${complaints ?? ''}${failure}${advice}`,
      );
    const files = fs.readdirSync(path.join(work, 'out'));
    for (const file of files) fs.renameSync(path.join(work, 'out', file), path.join(target, file));
    return files;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Runs apt-get; answers what it complained of if it failed. */
function apt(args: string[], cwd: string, advice: string): string | null {
  const { error, status, stdout, stderr } = spawnSync('apt-get', args, { cwd, encoding: 'utf8', timeout: LIMIT });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    throw new HermitError('HERMIT_ESOURCE', `this system has no apt-get. ${advice}`);
  if (!error && status === 0) return null;
  const said = `${stdout ?? ''}${stderr ?? ''}`.split('\n').filter((line) => /^(E|W|Err)/.test(line));
  return [...said.slice(-8), ...(error ? [error.message] : []), ''].join('\n');
}
