import Link from "next/link";

export function CardFoot() {
  return (
    <p className="mt-10 flex flex-wrap gap-x-4 gap-y-1 border-line border-t pt-4 text-fg-muted text-xs">
      <Link href="/verify" className="link">
        Check a fix without signing in
      </Link>
    </p>
  );
}
