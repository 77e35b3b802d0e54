/** What the loader grants: directories of the host, whom the guest is, what it can name. */

/** A host directory that the guest may see. Both paths are absolute. */
export interface Grant {
  host: string;
  guest: string;
  readOnly: boolean;
}

/** Whom the guest runs as. */
export interface Ids {
  uid: number;
  gid: number;
  euid: number;
  egid: number;
  groups: number[];
  user: string;
  home: string;
}

/** What /etc tells of the network. */
export interface NetworkNames {
  /** NET_…: what the isle's device reaches. */
  net: number;
  /** Isles that have names. */
  isles: number;
}
