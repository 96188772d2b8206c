import { notFound } from "next/navigation";

export const metadata = { title: "Not found" };

/** An address that nothing answers to stays inside the shell. */
export default function UnknownPage() {
  notFound();
}
