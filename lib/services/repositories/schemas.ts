import { z } from "zod";

export const repositoryPath = z
  .string()
  .trim()
  .min(1, "Type the folder of the repository.")
  .max(1000)
  .refine((path) => path.startsWith("/"), "Type the whole path, beginning with /.");
