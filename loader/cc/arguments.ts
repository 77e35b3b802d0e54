/** Reads the command line of `hermit-wasm cc`: what concerns linking and the driver itself; the rest is clang's. */
import path from 'node:path';
import { HermitError } from '../../runtime/errors';

/** Something for the linker, in the order of the command line. */
export type LinkItem =
  | { kind: 'source'; index: number }
  | { kind: 'file'; file: string }
  | { kind: 'option'; args: string[] };

export type Mode = 'link' | 'c' | 'S' | 'E' | 'syntax';

export interface Source {
  file: string;
  /** Value of the -x in force. */
  language: string | null;
}

export interface CommandLine {
  mode: Mode;
  output: string | null;
  sources: Source[];
  link: LinkItem[];
  /** Options for clang. */
  compile: string[];
  /** -MF FILE */
  dependencyFile: string | null;
  /** -MD or -MMD: dependencies go to a file besides the output. */
  dependencies: boolean;
  dependencyTarget: boolean;
  /** Libraries and start files that are left out. */
  without: Set<'start' | 'libraries'>;
  /** A library of functions to call: it has no main of its own. */
  reactor: boolean;
  openmp: boolean;
  strictStandard: boolean;
  colorGiven: boolean;
  /** Print the commands: also run them, or not. */
  print: 'no' | 'and-run' | 'only';
  /** -v, --version, -dumpmachine…: the option as given. */
  queries: string[];
  warnings: string[];
}

const SEPARATE = new Set([
  '-I',
  '-D',
  '-U',
  '-include',
  '-imacros',
  '-isystem',
  '-iquote',
  '-idirafter',
  '-iprefix',
  '-iwithprefix',
  '-isysroot',
  '-Xclang',
  '-mllvm',
  '-Xpreprocessor',
  '-Xassembler',
  '-MT',
  '-MQ',
  '-target',
  '--param',
  '-dumpdir',
  '-iwithprefixbefore',
  '-ivfsoverlay',
  '-aux-info',
]);

/** Options of other targets' tools that have no meaning here and whose absence nobody notices. */
const SILENT =
  /^(-fPIC|-fpic|-fPIE|-fpie|-fno-pic|-fno-PIC|-fno-pie|-fno-PIE|-pie|-no-pie|-static|-static-pie|-static-libgcc|-rdynamic|-fno-plt|-fuse-ld=.*|-pipe|-mno-red-zone|-fstack-clash-protection|-fcf-protection.*|-no-canonical-prefixes)$/;

/** Options that ask for something the target does not have. */
const MEANINGLESS =
  /^(-march=|-mtune=|-mcpu=|-m64$|-m32$|-mavx|-msse|-mfma$|-mbmi|-mf16c$|-mpopcnt$|-mfpmath=|-mprefer-vector-width=)/;

/** Options of other linkers that wasm-ld does not know; with the number of arguments that follow. */
const FOREIGN_LINKER = new Map([
  ['-rpath', 1],
  ['-rpath-link', 1],
  ['-soname', 1],
  ['-h', 1],
  ['-dynamic-linker', 1],
  ['--dynamic-linker', 1],
  ['--version-script', 1],
  ['-z', 1],
]);
const FOREIGN_LINKER_FLAG =
  /^(-z\w|-?-as-needed|-?-no-as-needed|-?-hash-style=|-?-enable-new-dtags|-?-disable-new-dtags|-?-rpath(-link)?=|-?-soname=|-?-version-script=|-?-warn-common|-?-sort-common|-E$|--export-dynamic$|-Bstatic$|-Bdynamic$|-?-eh-frame-hdr|-?-no-undefined$|-?-build-id|-?-start-group$|-?-end-group$|-\($|-\)$|-O\d)/;

const SOURCE = /\.(c|i|ii|s|S|sx|cc|cp|cpp|cxx|c\+\+|C|CPP)$/;
const QUERY =
  /^(-v|--version|-dumpmachine|-dumpversion|-dumpfullversion|-?-print-(file-name|prog-name)=.*|-?-print-(search-dirs|sysroot|resource-dir|libgcc-file-name|multi-directory|multi-os-directory|target-triple))$/;
const MODES: Record<string, Mode> = {
  '-c': 'c',
  '-S': 'S',
  '-E': 'E',
  '-M': 'E',
  '-MM': 'E',
  '-fsyntax-only': 'syntax',
};
const RANK: Mode[] = ['link', 'c', 'S', 'syntax', 'E'];

/** Throws HERMIT_EUSAGE with what is wrong. */
export function parseCommandLine(args: string[]): CommandLine {
  const line: CommandLine = {
    mode: 'link',
    output: null,
    sources: [],
    link: [],
    compile: [],
    dependencyFile: null,
    dependencies: false,
    dependencyTarget: false,
    without: new Set(),
    openmp: false,
    reactor: false,
    strictStandard: false,
    colorGiven: false,
    print: 'no',
    queries: [],
    warnings: [],
  };
  let language: string | null = null;
  let onlyFiles = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    const value = (joined: string): string => {
      if (arg.length > joined.length) return arg.slice(joined.length).replace(joined.startsWith('--') ? /^=/ : /^/, '');
      const next = args[++at];
      if (next === undefined)
        throw new HermitError('HERMIT_EUSAGE', `argument to '${arg}' is missing (expected 1 value)`);
      return next;
    };
    const linker = (...words: string[]) => line.link.push({ kind: 'option', args: words });
    if (onlyFiles || arg === '-' || !arg.startsWith('-')) {
      if (arg === '') throw new HermitError('HERMIT_EUSAGE', "no such file or directory: ''");
      if (arg === '-' || language !== null || SOURCE.test(arg)) {
        line.link.push({ kind: 'source', index: line.sources.length });
        line.sources.push({ file: arg, language });
      } else line.link.push({ kind: 'file', file: arg });
    } else if (arg === '--') onlyFiles = true;
    else if (MODES[arg]) {
      if (RANK.indexOf(MODES[arg]) > RANK.indexOf(line.mode)) line.mode = MODES[arg];
      if (arg.startsWith('-M')) line.compile.push(arg);
    } else if (arg === '-###' || arg === '--print-command') line.print = arg === '-###' ? 'only' : 'and-run';
    else if (QUERY.test(arg)) line.queries.push(arg);
    else if (/^-o(?!pen)/.test(arg)) line.output = value('-o');
    else if (arg.startsWith('-x')) language = ((type) => (type === 'none' ? null : type))(value('-x'));
    else if (arg === '-MD' || arg === '-MMD') {
      line.dependencies = true;
      line.compile.push(arg);
    } else if (arg.startsWith('-MF')) line.dependencyFile = value('-MF');
    else if (arg.startsWith('-l')) linker(`-l${value('-l')}`);
    else if (arg.startsWith('-L')) linker('-L', value('-L'));
    else if (arg.startsWith('-Wl,')) foreign(arg.slice(4).split(','), line);
    else if (arg === '-Xlinker') foreign([value('-Xlinker')], line);
    else if (arg === '-u') linker('-u', value('-u'));
    else if (/^--export(=|$)/.test(arg)) linker(`--export=${value('--export')}`);
    else if (arg.startsWith('-mexec-model=')) line.reactor = arg.endsWith('=reactor');
    else if (arg === '-s') linker('--strip-all');
    else if (arg === '-z') value('-z');
    else if (arg === '-nostdlib') line.without.add('start').add('libraries');
    else if (arg === '-nostartfiles') line.without.add('start');
    else if (arg === '-nodefaultlibs') line.without.add('libraries');
    else if (arg === '-shared' || arg === '-dynamiclib') {
      throw new HermitError(
        'HERMIT_EUSAGE',
        `${arg}: an image is one static module, there are no shared libraries. Make an archive instead: hermit-wasm ar rcs libNAME.a objects…`,
      );
    } else if (SILENT.test(arg)) continue;
    else if (MEANINGLESS.test(arg)) line.warnings.push(`argument unused for WebAssembly: '${arg}'`);
    else {
      if (arg === '-fopenmp' || arg === '-fopenmp=libomp') line.openmp = true;
      if (arg === '-fno-openmp') line.openmp = false;
      if (/^-std=(c|iso)/.test(arg) || arg === '-ansi') line.strictStandard = true;
      if (/^-f(no-)?(color-diagnostics|diagnostics-color)/.test(arg)) line.colorGiven = true;
      if (/^-M[TQ]/.test(arg)) line.dependencyTarget = true;
      line.compile.push(arg);
      if (SEPARATE.has(arg)) line.compile.push(value(arg));
    }
  }
  return line;
}

/** Arguments of -Wl and -Xlinker: without those that only make sense to linkers of other systems. */
function foreign(words: string[], line: CommandLine): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const follow = FOREIGN_LINKER.get(word);
    if (follow !== undefined) at += follow;
    else if (!FOREIGN_LINKER_FLAG.test(word)) line.link.push({ kind: 'option', args: [word] });
  }
}

/** Name of what clang makes of a source without -o: in the working directory, with another extension. */
export function defaultOutput(source: string, extension: string): string {
  return source === '-'
    ? `-${extension}`.replace('-.', 'a.')
    : path.basename(source).replace(/\.[^.]*$/, '') + extension;
}
