// What a test needs besides Node and the build. Where it is missing the test is skipped, and the reason stands in the test's name:
// `tool('curl')` says whether curl is there, it.skipIf(curl.missing) skips the test, and ${curl.note} stands in its name.
// What shows only when the tests run goes through skip(condition, reason) of the test's context.
// The report at the end counts the reasons, and a skipped test without one fails the run: see skipped.ts.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Need {
  missing: boolean;
  /** For the name of the test, or of the group: empty where nothing is missing. */
  note: string;
}

export const need = (there: boolean, why: string): Need => ({
  missing: !there,
  note: there ? '' : ` (skipped: ${why})`,
});

/** All of these; the note names the first that is missing. */
export const needs = (...all: Need[]): Need => all.find(({ missing }) => missing) ?? need(true, '');

function isInstalled(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/** Commands of this machine. */
export const tool = (...commands: string[]): Need =>
  needs(...commands.map((command) => need(isInstalled(command), `no ${command} here`)));

export const gcc = tool('gcc');

/** A file of this machine, such as a device. */
export const file = (path: string): Need => need(existsSync(path), `no ${path} here`);

export const ipv6 = need(
  existsSync('/proc/net/if_inet6') && readFileSync('/proc/net/if_inet6', 'latin1') !== '',
  'no IPv6 here',
);

/** An IPv4 address of this machine that others reach. */
export const ownAddress = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
export const outsideNetwork = need(ownAddress !== undefined, 'no network but the loopback here');
