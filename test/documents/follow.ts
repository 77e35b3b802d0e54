// Follows a document as its reader would: saves the files that it shows, types its commands, and compares what they print.
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { environment as plain } from '../consumer/project.js';
import { freshFolder, root } from '../support/folders.js';
import { environment } from '../support/hermit.js';
import { inNamespace, namespace } from '../support/namespace.js';
import { type Need, needs, tool } from '../support/needs.js';
import { until } from '../support/patience.js';
import { type Result, type Running, start } from '../support/spawn.js';
import { blocksOf, type Block, commandsOf, stepsOf } from './blocks.js';
import { NOT_RUN, QUICKER } from './not-run.js';

/** One that goes on until it is ended. */
const isServer = (command: string): boolean => /hermit-wasm run .*(?:-p |--listen |--net tun)/.test(command);

const PUBLISHED = /-p (?:\d+\.[\d.]+:)?(\d+):/g;
/** What a command takes besides Node. */
const needFor = (command: string): Need => {
  const others = ['curl', 'dig', 'make', 'redis-cli'].filter((name) => command.startsWith(`${name} `));
  return needs(tool(...others), command.includes('--net tun') ? namespace : tool());
};

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Without what differs from run to run: numbers, addresses, and runs of blanks that follow their lengths. */
const masked = (line: string): string =>
  line
    .replaceAll(/0x[0-9a-f]+|\d+(?:[.,]\d+)*/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Whether a command printed what the document says, where `[…]` stands for any lines. */
export function isAsShown(prints: readonly string[], output: string): boolean {
  const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = prints.map((line) => (line === '[…]' ? '(?:[^\\n]*\\n)*' : `${escape(masked(line))}\\n`)).join('');
  const lines = output.trimEnd() === '' ? [] : output.trimEnd().split('\n');
  return new RegExp(`^${pattern}$`).test(lines.map((line) => `${masked(line)}\n`).join(''));
}

/** A folder for a document's reader: with the package, and what belongs to the tree where the document speaks of the tree. */
export function readersFolder(files: Record<string, string | Uint8Array>): string {
  const folder = freshFolder();
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/hermit-wasm'));
  symlinkSync(join(root, 'dist/loader/cli/main.js'), join(folder, 'node_modules/.bin/hermit-wasm'));
  // As `npm install` there would do.
  for (const name of ['typescript', '@types', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  symlinkSync('../typescript/bin/tsc', join(folder, 'node_modules/.bin/tsc'));
  for (const name of ['apps', 'docs', 'test', 'dist']) symlinkSync(join(root, name), join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const quicker = (command: string): string =>
  QUICKER.reduce((text, [pattern, other]) => text.replace(pattern, other), command);

export class Reader {
  private readonly servers: { running: Running; prints: string[]; command: string }[] = [];
  /** Reasons why commands were not run on this machine. */
  readonly lacked: string[] = [];
  readonly #ports = new Map<string, number>();
  readonly #folder: string;
  /** All that is typed: a file that is not named there is run by itself. */
  readonly #named: string;
  readonly #left: Record<string, string>;

  constructor(document: string, folder: string) {
    this.#folder = folder;
    this.#named = blocksOf(document)
      .filter(({ language }) => language === 'sh' || language === 'console')
      .map(({ text }) => text)
      .join('');
    this.#left = NOT_RUN[document] ?? {};
  }

  private start(command: string, apart = false): Running {
    const env = {
      ...environment,
      ...plain({ PATH: `${this.#folder}/node_modules/.bin:${dirname(process.execPath)}:${process.env['PATH']}` }),
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
    };
    const script = `exec 2>&1; ${apart ? 'ip link set lo up; ' : ''}${quicker(command)}`;
    const [name, args] = apart ? inNamespace('bash', '-c', script) : ['bash', ['-c', script]];
    return start(name, args, { cwd: this.#folder, env });
  }

  /** Types a command and answers its end; undefined for one that is not run. */
  async type(command: string): Promise<Result | undefined> {
    if (command in this.#left) return undefined;
    // These would change the tree, or start tests among the tests.
    if (/^(?:[A-Z_]+=\S+ )*(?:npm|npx vitest) /.test(command))
      throw new Error(`${command}: give a reason in not-run.ts`);
    const here = needFor(command);
    if (here.missing) {
      this.lacked.push(here.note);
      return undefined;
    }
    const typed = await this.withFreePorts(command);
    return await this.start(isServer(command) ? `HERMIT_TIMEOUT=3s ${typed}` : typed, command.includes('--net tun'))
      .done;
  }

  /** With a free port in place of each that is published, here and in what its clients type. */
  private async withFreePorts(command: string): Promise<string> {
    for (const [, port] of command.matchAll(PUBLISHED))
      if (port !== '0' && !this.#ports.has(port!)) this.#ports.set(port!, await freePort());
    return [...this.#ports].reduce(
      (text, [port, free]) =>
        text.replaceAll(new RegExp(`(-p (?:\\d+\\.[\\d.]+:)?|localhost:)${port}\\b`, 'g'), `$1${free}`),
      command,
    );
  }

  /** Starts a server, without npx, which would not pass on the signal that ends it. */
  private async serve(command: string, prints: string[]): Promise<void> {
    const running = this.start(`exec ${(await this.withFreePorts(command)).replace(/^npx /, '')}`);
    this.servers.push({ running, prints, command });
    await Promise.race([until(`${command} is ready`, () => running.stdout().includes('\n')), running.done]);
  }

  private async succeed(command: string): Promise<void> {
    const result = await this.type(command);
    const served = isServer(command) && result?.code === 124;
    if (result && result.code !== 0 && !served) throw new Error(`${command}: ${result.code}\n${result.stdout}`);
  }

  /** Follows a block. Throws when a command fails, or prints something else. */
  async follow(block: Block): Promise<void> {
    if (block.language === 'c' || block.language === 'js' || block.language === 'ts') {
      const name = /^\/\/ (\S+)\n/.exec(block.text)?.[1];
      if (name === undefined) throw new Error(`line ${block.line}: names no file to save it in`);
      writeFileSync(join(this.#folder, name), block.text);
      if (block.language === 'js' && !this.#named.includes(name)) await this.succeed(`node ${name}`);
    }
    if (block.language === 'sh') for (const command of commandsOf(block)) await this.succeed(command);
    if (block.language === 'console')
      for (const { command, prints } of stepsOf(block)) {
        if (isServer(command)) {
          await this.serve(command, prints);
          continue;
        }
        const result = await this.type(command);
        if (result && !isAsShown(prints, result.stdout.toString()))
          throw new Error(`${command} should print\n${prints.join('\n')}\nbut printed\n${result.stdout}`);
      }
  }

  /** Ends the servers, and compares all that they printed. */
  async end(): Promise<void> {
    for (const { running } of this.servers) running.kill('SIGTERM');
    for (const { running, prints, command } of this.servers) {
      const { stdout } = await running.done;
      // What it says at its end is not shown.
      if (!isAsShown([...prints, '[…]'], stdout.toString()))
        throw new Error(`${command} should print\n${prints.join('\n')}\nbut printed\n${stdout}`);
    }
  }
}

/** Follows all blocks of a document. Answers what was missing to type all of its commands. */
export async function follow(document: string, folder: string, skipped: readonly string[] = []): Promise<string[]> {
  const reader = new Reader(document, folder);
  try {
    for (const block of blocksOf(document)) if (!skipped.includes(block.language)) await reader.follow(block);
  } catch (error) {
    await reader.end().catch(() => {});
    throw error;
  }
  await reader.end();
  return reader.lacked;
}
