/**
 * The commands that were granted. Each is looked up once, when the isle boots: then a name means that file and nothing else, whatever is
 * put in its place later. What a command gets besides its arguments is made here from nothing.
 */
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../../runtime/errors.js';
import type { Grant } from '../../grants.js';
import { E, fail } from '../abi/errno.js';

/** Where commands are looked for behind the host's PATH, which may lack what every system has. */
const USUAL = ['/usr/local/bin', '/usr/bin', '/bin'];

/** The variables that a command gets from the loader. */
const INHERITED = ['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TERM'];

/** Variables that the program may set, with values that name nothing but themselves. */
const WORD = /^[A-Za-z0-9_+.@-]{0,64}$/;
const HARMLESS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^(LANG|LC_[A-Z]+|TERM)$/, WORD],
  [/^LANGUAGE$/, /^[A-Za-z0-9_+.@:-]{0,256}$/],
  // A name of the time zones' data, or a rule; never a path.
  [/^TZ$/, /^[A-Za-z0-9_+<>,.-][A-Za-z0-9_+<>,./:-]{0,127}$/],
  [/^(COLUMNS|LINES)$/, /^[0-9]{0,5}$/],
  [/^NO_COLOR$/, WORD],
];

/** What a name stands for. */
export interface Command {
  /** argv[0]: the name that was granted, since some programs do what that says. */
  name: string;
  /** Without links. */
  file: string;
}

interface Found extends Command {
  identity: string;
}

/** Which file it is, and which contents: Linux sets the time of change at every write, and nobody else can. */
function identityOf(file: string): string {
  const { dev, ino, ctimeNs } = fs.statSync(file, { bigint: true });
  return `${dev} ${ino} ${ctimeNs}`;
}

function real(file: string): string | undefined {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
}

const isIn = (file: string, directory: string): boolean =>
  file === directory || file.startsWith(directory === '/' ? '/' : `${directory}/`);

export class Commands {
  /** By each name that means it. */
  private readonly byName = new Map<string, Found>();
  private readonly writable: string[] = [];
  private readonly path: string[] = [];

  /** `passed`: variables that the program may set as it likes. @throws HermitError HERMIT_EGRANT. */
  constructor(
    allowed: readonly string[],
    private readonly passed: readonly string[],
    dirs: readonly Grant[],
  ) {
    if (allowed.length === 0) return;
    this.writable = dirs.flatMap(({ host, readOnly }) => (readOnly ? [] : [real(host) ?? host]));
    const listed = (process.env['PATH'] ?? '').split(path.delimiter).filter((directory) => path.isAbsolute(directory));
    this.path = [...new Set([...listed, ...USUAL])].filter((directory) => !this.mayChange(directory));
    for (const name of allowed) this.grant(name);
  }

  /** Whether the program could put something else there, or lead the name elsewhere. */
  private mayChange(file: string): boolean {
    const names = [path.normalize(file), real(file) ?? file];
    return this.writable.some((directory) => names.some((name) => isIn(name, directory)));
  }

  private grant(name: string): void {
    const refuse = (why: string): never => {
      throw new HermitError('HERMIT_EGRANT', `the command ${name} cannot be granted: ${why}`);
    };
    const places = name.includes('/') ? [name] : this.path.map((directory) => path.join(directory, name));
    if (!places.every((place) => path.isAbsolute(place))) refuse('its path does not begin with "/"');
    const place = places.find((one) => isExecutable(one));
    if (place === undefined)
      return refuse(
        name.includes('/')
          ? 'there is no such program'
          : this.path.length === 0
            ? 'every directory of PATH lies in one that the program may write (grant those with :ro)'
            : `PATH has no such program (${this.path.join(':')})`,
      );
    const file = fs.realpathSync(place);
    if (this.mayChange(file)) refuse(`it lies in a directory that the program may write, ${path.dirname(file)}`);
    const found: Found = { name, file, identity: identityOf(file) };
    const base = path.basename(place);
    const others = this.path.map((directory) => path.join(directory, base)).filter((other) => real(other) === file);
    for (const also of [place, file, ...others, base]) if (!this.byName.has(also)) this.byName.set(also, found);
    this.byName.set(name, found);
  }

  /**
   * The command that a program means. Nothing is looked up: what was not granted is not there.
   * @throws EACCES for a path that was not granted and a file that is another by now, ENOENT for a name.
   */
  find(asked: string): Command {
    const found = this.byName.get(asked);
    if (!found) return fail(asked.includes('/') ? E.EACCES : E.ENOENT);
    if (identityOf(found.file) !== found.identity) fail(E.EACCES);
    return found;
  }

  /** The command's environment. `given`: the program's, NAME=VALUE. */
  environment(given: readonly string[]): Record<string, string> {
    const env: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const name of INHERITED) {
      const value = process.env[name];
      if (value !== undefined) env[name] = value;
    }
    env['PATH'] = this.path.join(path.delimiter);
    // Programs read there what they are to do.
    if (!path.isAbsolute(env['HOME'] ?? '') || this.mayChange(env['HOME'] as string)) env['HOME'] = '/';
    for (const entry of given) {
      const equals = entry.indexOf('=');
      if (equals <= 0) continue;
      const [name, value] = [entry.slice(0, equals), entry.slice(equals + 1)];
      if (this.passed.includes(name) || isHarmless(name, value)) env[name] = value;
    }
    return env;
  }
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

const isHarmless = (name: string, value: string): boolean =>
  !value.includes('..') && HARMLESS.some(([names, values]) => names.test(name) && values.test(value));
