import { notFound } from "next/navigation";

/** An address that nothing answers to stays inside the shell. */
export default function UnknownPage() {
  notFound();
}
