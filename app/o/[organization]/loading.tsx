import { SkeletonPage } from "#components/ui/states.tsx";

export default function Loading() {
  return (
    <div className="mx-auto w-full max-w-[calc(var(--page)+64px)] px-8 pt-[76px] max-narrow:px-4">
      <SkeletonPage />
    </div>
  );
}
