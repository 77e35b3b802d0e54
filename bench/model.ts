// What a suite is, what it gets and what it gives. Suites measure and put numbers together; how they are printed, exported, compared
// and drawn is the report's alone.

/** A parameter that `-P name=range` sweeps. */
export interface Parameter {
  /** What it is, with its unit. */
  readonly help: string;
  /** Values of a run that does not set it. */
  readonly default: readonly number[];
  /** Smallest and largest value that is accepted. */
  readonly least: number;
  readonly most: number;
}

export interface Suite {
  readonly name: string;
  /** One line: what is measured, in which unit. */
  readonly title: string;
  /** For the report: what is measured and how, where ratios come from, what the reader may conclude. Paragraphs. */
  readonly about: string;
  /** Seconds that a run of DEFAULT_ROUNDS rounds takes on two CPUs: the suite's share of a budget is made of it. */
  readonly seconds: number;
  /** What it cannot do without: CPUs of its own. A suite that is short of them is skipped with a note. */
  readonly needs?: { readonly cpus?: number };
  /** Measured only when it is asked for by name. */
  readonly onRequest?: boolean;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  run(context: Context): Promise<SuiteResult>;
}

/** What a run was asked for, and ways to speak while it lasts. */
export interface Context {
  /** CPUs that the process may use, in order; at least one. */
  readonly cpus: readonly number[];
  /** Turns that count, and turns before them that do not. */
  readonly rounds: number;
  readonly warmUp: number;
  /** Seconds that the whole suite may take, and the moment (performance.now()) when they are over. */
  readonly seconds: number;
  readonly deadline: number;
  /** Threads and isles of what scales: as asked for, else the number of CPUs. */
  readonly threads: number;
  readonly isles: number;
  /** Values of each parameter of the suite: those of -P, else its defaults. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  /** Aborted by Ctrl-C. What is gathered until then is the result. */
  readonly signal: AbortSignal;
  /** What is going on, for the progress line. */
  progress(done: number, total: number, what: string): void;
  /** A remark that belongs to the results. */
  note(text: string): void;
  /**
   * Does a part of the suite: where a program traps, hangs, fails or is absent, that becomes a note and the part's result null, and
   * the rest of the suite goes on. After Ctrl-C nothing begins any more, and the result is null without a note.
   */
  attempt<T>(what: string, action: () => T | Promise<T>): Promise<T | null>;
}

export interface SuiteResult {
  readonly rows: readonly Row[];
  /** Whatever rows and plots were made of, as JSON, besides the rows' own samples. */
  readonly samples?: unknown;
  readonly plots?: readonly Plot[];
  readonly tables?: readonly Table[];
  /** Besides those of Context.note. */
  readonly notes?: readonly string[];
}

/** A range that a figure lies in. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Bar {
  readonly least?: number;
  readonly most?: number;
  /** As it is printed: `≤ 0.7×`. */
  readonly text: string;
}

/** Samples of a row in the order of the turns: sample i of one was taken right before or after sample i of the other. */
export interface Samples {
  readonly image: readonly number[];
  readonly native: readonly number[] | null;
}

/** A table beside that of the rows: texts in lines, of which the first cell is a name. */
export interface Table {
  readonly title: string;
  readonly caption?: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** A line of a suite's table. support/rows.ts makes them of samples. */
export interface Row {
  /** Unique in its suite: rows of two runs are compared by it. */
  readonly name: string;
  /** Medians in `unit`; null where there is none. */
  readonly image: number | null;
  readonly native: number | null;
  /** Who `native` is, where it is not the same source compiled by gcc: `MPICH`, `node -e 0`. */
  readonly against?: string;
  readonly unit: string;
  /** What is compared with the bar: mostly the median of the ratios image / native, turn by turn. */
  readonly value: number | null;
  /** Whether `value` is image / native; else it is in `unit`. */
  readonly ratio?: boolean;
  readonly bar: Bar | null;
  /** Which values are better; less, unless stated. */
  readonly better?: 'less' | 'more';
  /** Confidence interval of `value`, 95 %. */
  readonly spread?: Interval;
  readonly samples?: Samples;
  /** Why the value is not to be relied on; set by the runner and by makers of rows. */
  readonly noise?: string;
}

export interface Axis {
  readonly label: string;
  readonly unit?: string;
  readonly log?: boolean;
  /** The axis' ends; else those of the data. */
  readonly from?: number;
  readonly to?: number;
}

/** Who a series belongs to: it has that one's colour in all plots. Others get colours in their order. */
export type Role = 'image' | 'native' | 'node';

/** x, y, and for bands the ends of the range around y. */
export type Point = readonly [x: number, y: number] | readonly [x: number, y: number, low: number, high: number];

export interface Series {
  readonly name: string;
  readonly role?: Role;
  readonly points: readonly Point[];
}

interface PlotBase {
  readonly title: string;
  /** What is to be seen in it. */
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
}

/** Values in the order of time; spectra; complementary distributions (how much is longer than x); lines, with bands where points have ends. */
export interface PointsPlot extends PlotBase {
  readonly kind: 'scatter' | 'series' | 'spectrum' | 'ccdf' | 'lines';
  readonly series: readonly Series[];
  /** Each series in a panel of its own below each other, with the same axes. */
  readonly panels?: boolean;
  /** Borders on the x axis, drawn as lines. */
  readonly marks?: readonly { readonly x: number; readonly text: string }[];
}

/** Ratios around 1, on a logarithmic axis: points with their intervals. The report makes them of rows. */
export interface RatiosPlot {
  readonly kind: 'ratios';
  readonly title: string;
  readonly caption?: string;
  readonly x: Axis;
  /** Which ratios are better; less, unless stated. */
  readonly better?: 'less' | 'more';
  readonly bars: readonly {
    readonly name: string;
    readonly value: number;
    readonly spread?: Interval;
    /** What is wanted, drawn as a mark. */
    readonly bar?: number;
    /** Not to be relied on: drawn pale. */
    readonly noisy?: boolean;
  }[];
}

export type Plot = PointsPlot | RatiosPlot;
