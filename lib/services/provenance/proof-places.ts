/** Where the files of a fix lie, as its commands name them. */
export interface ProofPlaces {
  readonly key: string;
  /** Of the key that signed the merge: after a rotation it is another one. */
  readonly mergedKey: string;
  readonly trustedRoot: string;
  readonly keys: string;
  /** False where `fix.patch` is left to git. */
  readonly patch: boolean;
  /** False where a timestamp stands in its bundle alone, because the folder is one of texts. */
  readonly responses: boolean;
}
