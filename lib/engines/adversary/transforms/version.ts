/** Raised whenever a transform writes another text than before: then runs cannot be compared. */
export const transformsVersion = 1;
