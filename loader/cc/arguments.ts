/** Reads the command line of `hermit-wasm cc`: what concerns linking and the driver itself; the rest is clang's. */
import path from 'node:path';
import { HermitError } from '../../runtime/errors';

/** Something for the linker, in the order of the command line. */
export type LinkItem =
  | { kind: 'source'; index: number }
  | { kind: 'file'; file: string }
  | { kind: 'option'; args: string[] };

const CASTS = ['auto', 'repair', 'trap'] as const;
export type Casts = (typeof CASTS)[number];

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
  /** Called as a compiler of C++: files of C are C++ too, and the C++ library is linked. */
  cxxDriver: boolean;
  /** The C++ library is linked, or left out, whatever the sources are; null: if one of them is C++. */
  cxxLibrary: boolean | null;
  strictStandard: boolean;
  colorGiven: boolean;
  /** Print the commands: also run them, or not. */
  print: 'no' | 'and-run' | 'only';
  /** --launcher, --no-launcher: whether the program runs by its name; null: if its name says that it is no plain module. */
  launcher: boolean | null;
  /** --casts: what becomes of calls through other types; auto: repaired where the compiler saw a reason. */
  casts: Casts;
  /** --compiler: npm, native, or the path of a clang. */
  compiler: string | null;
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
  '-include-pch',
]);

/** Options of other targets' tools that have no meaning here and whose absence nobody notices. */
const SILENT =
  /^(-fPIC|-fpic|-fPIE|-fpie|-fno-pic|-fno-PIC|-fno-pie|-fno-PIE|-pie|-no-pie|-static|-static-pie|-static-libgcc|-static-libstdc\+\+|-stdlib=.*|-lgcc|-lgcc_s|-rdynamic|-fno-plt|-fuse-ld=.*|-pipe|-mno-red-zone|-fstack-clash-protection|-fcf-protection.*|-no-canonical-prefixes)$/;

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
  /^(-z\w|-?-as-needed|-?-no-as-needed|-?-hash-style=|-?-enable-new-dtags|-?-disable-new-dtags|-?-rpath(-link)?=|-?-soname=|-?-version-script=|-?-warn-common|-?-sort-common|-E$|--export-dynamic$|-Bstatic$|-Bdynamic$|-?-eh-frame-hdr|-?-(no-)?allow-shlib-undefined$|-?-no-undefined$|-?-build-id|-?-start-group$|-?-end-group$|-\($|-\)$|-O\d)/;

const SOURCE = /\.(c|i|ii|s|S|sx|ll|bc|cc|cp|cpp|cxx|c\+\+|C|CPP)$/;
/** The C++ library by the names that it has elsewhere, and its parts. */
const CXX_LIBRARY = /^-l(stdc\+\+|stdc\+\+fs|supc\+\+|c\+\+|c\+\+abi|c\+\+experimental|unwind)$/;
/** Sources where nothing is compiled. */
const HEADER = /\.(h|hh|hpp|hxx|H)$/;
const FOR_LINKER = /\.(o|lo|obj|a|so)$/;
const QUERY =
  /^(-v|-V|-qversion|-version|--version|-dumpmachine|-dumpversion|-dumpfullversion|-dumpspecs|-?-print-(file-name|prog-name)=.*|-?-print-(search-dirs|sysroot|resource-dir|libgcc-file-name|multi-directory|multi-os-directory|multi-lib|multiarch|runtime-dir|target-triple|effective-triple))$/;
const RANK: Mode[] = ['link', 'c', 'S', 'syntax', 'E'];

/** The command line being read. */
class Reader {
  readonly line: CommandLine = {
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
    cxxDriver: false,
    cxxLibrary: null,
    reactor: false,
    strictStandard: false,
    colorGiven: false,
    print: 'no',
    launcher: null,
    casts: 'auto',
    compiler: null,
    queries: [],
    warnings: [],
  };
  /** Value of the last -x. */
  language: string | null = null;
  /** After `--`. */
  onlyFiles = false;
  private at = 0;

  constructor(private readonly args: string[]) {}

  /** The next argument; undefined at the end. */
  next(): string | undefined {
    return this.args[this.at++];
  }

  /** What stands behind the first `option` of `arg`, or the next argument. */
  value(arg: string, option: string): string {
    if (arg.length > option.length) return arg.slice(option.length).replace(option.startsWith('--') ? /^=/ : /^/, '');
    const next = this.next();
    if (next === undefined)
      throw new HermitError('HERMIT_EUSAGE', `argument to '${arg}' is missing (expected 1 value)`);
    return next;
  }

  linker(...args: string[]): void {
    this.line.link.push({ kind: 'option', args });
  }

  file(file: string): void {
    const { line } = this;
    // A compiler of C++ takes all C for it.
    const language = this.language ?? (line.cxxDriver && file.endsWith('.c') ? 'c++' : null);
    if (file === '') throw new HermitError('HERMIT_EUSAGE', "no such file or directory: ''");
    if (file === '-' || language !== null || SOURCE.test(file)) {
      line.link.push({ kind: 'source', index: line.sources.length });
      line.sources.push({ file, language });
    } else line.link.push({ kind: 'file', file });
  }

  mode(mode: Mode): void {
    if (RANK.indexOf(mode) > RANK.indexOf(this.line.mode)) this.line.mode = mode;
  }
}

/** An option: what it looks like, and what it does. The first that fits is taken. */
type Option = readonly [pattern: RegExp, take: (line: CommandLine, arg: string, reader: Reader) => void];

const OPTIONS: readonly Option[] = [
  [/^--$/, (_line, _arg, reader) => void (reader.onlyFiles = true)],
  [/^-[cSE]$/, (_line, arg, reader) => reader.mode(arg === '-c' ? 'c' : arg === '-S' ? 'S' : 'E')],
  [/^-fsyntax-only$/, (_line, _arg, reader) => reader.mode('syntax')],
  [
    /^-MM?$/,
    (line, arg, reader) => {
      reader.mode('E');
      line.compile.push(arg);
    },
  ],
  [/^-###$/, (line) => void (line.print = 'only')],
  [/^--print-command$/, (line) => void (line.print = 'and-run')],
  [/^--compiler(=|$)/, (line, arg, reader) => void (line.compiler = reader.value(arg, '--compiler'))],
  [/^--(no-)?launcher$/, (line, arg) => void (line.launcher = arg === '--launcher')],
  [/^--casts(=|$)/, (line, arg, reader) => void (line.casts = castsOf(reader.value(arg, '--casts')))],
  [QUERY, (line, arg) => line.queries.push(arg)],
  [/^-o(?!pen)/, (line, arg, reader) => void (line.output = reader.value(arg, '-o'))],
  [
    /^-x/,
    (_line, arg, reader) => {
      const language = reader.value(arg, '-x');
      reader.language = language === 'none' ? null : language;
    },
  ],
  [
    /^-MM?D$/,
    (line, arg) => {
      line.dependencies = true;
      line.compile.push(arg);
    },
  ],
  [/^-MF/, (line, arg, reader) => void (line.dependencyFile = reader.value(arg, '-MF'))],
  [SILENT, () => {}],
  [/^--driver-mode=/, (line, arg) => void (line.cxxDriver = arg.endsWith('=g++'))],
  [CXX_LIBRARY, (line) => void (line.cxxLibrary = true)],
  [/^-nostdlib\+\+$/, (line) => void (line.cxxLibrary = false)],
  [/^-l/, (_line, arg, reader) => reader.linker(`-l${reader.value(arg, '-l')}`)],
  [/^-L/, (_line, arg, reader) => reader.linker('-L', reader.value(arg, '-L'))],
  [/^-Wl,/, (line, arg) => foreign(arg.slice(4).split(','), line)],
  [/^-Xlinker$/, (line, arg, reader) => foreign([reader.value(arg, '-Xlinker')], line)],
  [/^-u$/, (_line, arg, reader) => reader.linker('-u', reader.value(arg, '-u'))],
  [/^--export(=|$)/, (_line, arg, reader) => reader.linker(`--export=${reader.value(arg, '--export')}`)],
  [/^-mexec-model=/, (line, arg) => void (line.reactor = arg.endsWith('=reactor'))],
  [/^-s$/, (_line, _arg, reader) => reader.linker('--strip-all')],
  [/^-z$/, (_line, arg, reader) => void reader.value(arg, '-z')],
  [/^-nostdlib$/, (line) => line.without.add('start').add('libraries')],
  [/^-nostartfiles$/, (line) => line.without.add('start')],
  [/^-nodefaultlibs$/, (line) => line.without.add('libraries')],
  [/^(-shared|-dynamiclib)$/, (_line, arg) => noSharedLibrary(arg)],
  [MEANINGLESS, (line, arg) => line.warnings.push(`argument unused for WebAssembly: '${arg}'`)],
  [/^/, clang],
];

/** Throws HERMIT_EUSAGE with what is wrong. */
export function parseCommandLine(args: string[]): CommandLine {
  const reader = new Reader(args);
  const { line } = reader;
  for (let arg = reader.next(); arg !== undefined; arg = reader.next()) {
    if (reader.onlyFiles || arg === '-' || !arg.startsWith('-')) reader.file(arg);
    else takerOf(arg)(line, arg, reader);
  }
  if (line.mode !== 'link') withoutLinking(line);
  return line;
}

/** Files that are no sources: headers are looked at, what the linker knows is left out, anything else is a mistake. */
function withoutLinking(line: CommandLine): void {
  for (const item of line.link) {
    if (item.kind !== 'file') continue;
    const { file } = item;
    if (HEADER.test(file) && line.mode !== 'c' && line.mode !== 'S') line.sources.push({ file, language: null });
    else if (FOR_LINKER.test(file)) line.warnings.push(`${file}: unused, because nothing is linked`);
    else
      throw new HermitError(
        'HERMIT_EUSAGE',
        `${file}: not the name of a source (.c .i .s .S .ll .bc .cc .cpp); -x c before it says that it is one of C`,
      );
  }
}

/** What an option does: the last one fits all. */
const takerOf = (arg: string): Option[1] => OPTIONS.find(([pattern]) => pattern.test(arg))![1];

/** An option for clang, of which some are good to know. */
function clang(line: CommandLine, arg: string, reader: Reader): void {
  if (arg === '-fopenmp' || arg === '-fopenmp=libomp') line.openmp = true;
  if (arg === '-fno-openmp') line.openmp = false;
  if (/^-std=(c|iso)/.test(arg) || arg === '-ansi') line.strictStandard = true;
  if (/^-f(no-)?(color-diagnostics|diagnostics-color)/.test(arg)) line.colorGiven = true;
  if (/^-M[TQ]/.test(arg)) line.dependencyTarget = true;
  line.compile.push(arg);
  if (SEPARATE.has(arg)) line.compile.push(reader.value(arg, arg));
}

function castsOf(text: string): Casts {
  const casts = CASTS.find((one) => one === text);
  if (!casts) throw new HermitError('HERMIT_EUSAGE', `--casts: expected ${CASTS.join(', ')}, got '${text}'`);
  return casts;
}

function noSharedLibrary(arg: string): never {
  throw new HermitError(
    'HERMIT_EUSAGE',
    `${arg}: an image is one static module, there are no shared libraries. Make an archive instead: hermit-wasm ar rcs libNAME.a objects…`,
  );
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
