/** The folders that a build of the sysroot reads and writes. */
export interface Trees {
  /** musl's sources, unpacked. */
  musl: string;
  /** lwIP's sources, unpacked. */
  lwip: string;
  /** This project's kernel folder. */
  kernel: string;
  sysroot: string;
  /** Headers made for the build only. */
  generated: string;
}
