import { SkeletonPage } from "#components/ui/states.tsx";

export default function Loading() {
  return <SkeletonPage />;
}
