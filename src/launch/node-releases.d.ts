export declare const NODE_RELEASES: {
  /** UTC day, YYYY-MM-DD. */
  readonly securityRelease: string;
  /** Major version -> the first version of that line with the fixes. */
  readonly fixedIn: Readonly<Record<string, string>>;
};

export declare function isPatched(version: string): boolean;
export declare function compareVersions(a: string, b: string): number;
