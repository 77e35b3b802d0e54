/** Sources of others that are built into images. They are fetched by package name, never kept in this tree. */
export interface SourcePackage {
  /** Name of the source package in Debian and its derivatives. */
  name: string;
  version: string;
  /** The tarball as it was released. */
  tarball: string;
  sha256: string;
}

export const packages = {
  musl: {
    name: 'musl',
    version: '1.2.3',
    tarball: 'musl_1.2.3.orig.tar.gz',
    sha256: '7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4',
  },
  lwip: {
    name: 'lwip',
    version: '2.1.3',
    tarball: 'lwip_2.1.3+dfsg1.orig.tar.xz',
    sha256: '0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24',
  },
} satisfies Record<string, SourcePackage>;
