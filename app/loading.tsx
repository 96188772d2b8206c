import { SkeletonPage } from "#components/ui/states.tsx";

export default function Loading() {
  return (
    <main id="main" className="mx-auto w-full max-w-[calc(var(--column)+48px)] px-6 pt-8">
      <SkeletonPage panels={1} />
    </main>
  );
}
