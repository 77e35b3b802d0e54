// What the command line hands over to the program: directories, variables, the place it starts in.
import { realpathSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { HermitError } from '../../runtime/errors.js';
import type { Program } from '../machine/program.js';
import type { Grant } from '../grants.js';
import { usageError } from './parse.js';
import { ALL, type GrantText, type variable } from './values.js';

/** The real path of a directory of --dir. */
function hostDirectory(host: string): string {
  const path = resolve(host);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    throw new HermitError(
      'HERMIT_EGRANT',
      `--dir ${host}: expected a directory, but ${stat ? 'it is not one' : 'there is nothing at that path'}`,
    );
  }
  return path;
}

function refuseTwice(guests: readonly string[]): void {
  const twice = guests.find((guest, at) => guests.indexOf(guest) !== at);
  if (twice !== undefined) throw usageError(`--dir: ${twice} is given twice`);
}

/**
 * Looks up the directories of --dir, under the program's names for them.
 * @throws HermitError HERMIT_EGRANT when one is not there or is no directory, HERMIT_EUSAGE when two have the same name.
 */
export function resolveGrants(texts: readonly GrantText[], program: Program): Grant[] {
  const grants = texts.map(({ host, guest, readOnly }): Grant => {
    const path = hostDirectory(host);
    return { host: path, guest: program.nameOf({ typed: guest, host, path }), readOnly };
  });
  refuseTwice(grants.map(({ guest }) => guest));
  return grants;
}

/** The guest's name for the host's working directory where a grant holds it (the innermost one), else `/`. */
export function defaultCwd(grants: readonly Grant[]): string {
  if (!grants.length) return '/';
  const cwd = process.cwd();
  const places = grants
    // The working directory's name has no links in it; a grant's may.
    .map((grant) => ({ grant, below: relative(realpathSync(grant.host), cwd) }))
    .filter(({ below }) => below !== '..' && !below.startsWith('../'))
    .sort((a, b) => a.below.length - b.below.length);
  const best = places[0];
  if (!best) return '/';
  return best.below ? `${best.grant.guest.replace(/\/$/, '')}/${best.below}` : best.grant.guest;
}

/** All but those that are for the command. */
const hostVariables = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HERMIT_')));

/** The program's environment: only what was given. */
export function environment(variables: readonly ReturnType<typeof variable>[]): Record<string, string> {
  const env: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { name, value } of variables) {
    // A variable that the host does not have is not there for the program either.
    if (name === ALL && value === null) Object.assign(env, hostVariables());
    else if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}
