import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { publicFiles } from "#app/_server/public-files.ts";
import { reportFiles } from "#app/_server/report-files.ts";
import { savedPage } from "#app/_server/saved-page.ts";
import { publicHeaders, reportVerificationOf, verificationOf } from "#app/_server/verification.ts";
import { outsideFiles, type PublicVerification } from "#lib/services/provenance/index.ts";

/** The page itself, as one file that checks the fix anew wherever it is opened. */
const pageName = "verify.html";

const types: Readonly<Record<string, string>> = {
  json: "application/json",
  pub: "application/x-pem-file",
  pem: "application/x-pem-file",
  patch: "text/x-diff; charset=utf-8",
  html: "text/html; charset=utf-8",
  tsr: "application/timestamp-reply",
};

/** One of the files that check a fix or a report without Etna. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string; file: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { id, file } = await params;
    const content = await contentAt(id, file);
    if (content === null) throw nothingHere();
    return new Response(content, {
      headers: {
        ...publicHeaders,
        "content-type": types[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream",
        "content-disposition": `attachment; filename="${file === pageName ? `${id}.html` : file}"`,
      },
    });
  });
}

async function contentAt(id: string, file: string) {
  const report = await reportVerificationOf(id);
  if (report !== null) return named(reportFiles(report), file);
  const verification = await verificationOf(id);
  return verification && (await contentOf(verification, file));
}

async function contentOf(verification: PublicVerification, file: string) {
  if (file === pageName) return await savedPage(verification);
  const outside = outsideFiles(verification.outside).find(({ path }) => path === file);
  if (outside !== undefined) return outside.bytes;
  return named(publicFiles(verification), file);
}

function named(files: Readonly<Record<string, string>>, file: string): string | null {
  return Object.hasOwn(files, file) ? (files[file] ?? null) : null;
}
