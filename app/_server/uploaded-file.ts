import { AppError } from "#lib/base/index.ts";

/** The bytes of a file that a form carries. How large it may be, the middleware has decided. */
export async function uploadedFile(form: FormData, name: string): Promise<Uint8Array> {
  const file = form.get(name);
  if (!(file instanceof Blob) || file.size === 0) {
    throw new AppError("invalid_input", "Choose a file that is not empty.");
  }
  return new Uint8Array(await file.arrayBuffer());
}
