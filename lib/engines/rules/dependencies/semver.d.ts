// The package brings no types of its own; these are what is used of it here.
declare module "semver" {
  interface Options {
    readonly loose?: boolean;
    readonly includePrerelease?: boolean;
  }
  const semver: {
    compare(a: string, b: string): -1 | 0 | 1;
    gt(a: string, b: string): boolean;
    major(version: string): number;
    minor(version: string): number;
    prerelease(version: string): readonly (string | number)[] | null;
    satisfies(version: string, range: string, options?: Options): boolean;
    valid(version: string): string | null;
    validRange(range: string): string | null;
  };
  export default semver;
}
