/** A text to look for as it is: in PostgreSQL's LIKE, which Prisma hands it to, these stand for others. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
