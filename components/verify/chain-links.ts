import {
  ClipboardList,
  GitMerge,
  GitPullRequest,
  Layers2,
  type LucideIcon,
  Signature,
  UserCheck,
} from "lucide-react";

export type ChainLinkId = "proposed" | "approved" | "signed" | "logged" | "merged";

/** The five links of the chain, always in this order. */
export const chainLinks: readonly { id: ChainLinkId; title: string }[] = [
  { id: "proposed", title: "Proposed" },
  { id: "approved", title: "Approved" },
  { id: "signed", title: "Signed" },
  { id: "logged", title: "Logged" },
  { id: "merged", title: "Merged" },
];

export type ReportLinkId = "reported" | "signed" | "logged";

/** The links of a signed report. */
export const reportLinks: readonly { id: ReportLinkId; title: string }[] = [
  { id: "reported", title: "Reported" },
  { id: "signed", title: "Signed" },
  { id: "logged", title: "Logged" },
];

export const chainIcons: Record<ChainLinkId | ReportLinkId, LucideIcon> = {
  reported: ClipboardList,
  proposed: GitPullRequest,
  approved: UserCheck,
  signed: Signature,
  logged: Layers2,
  merged: GitMerge,
};
