import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { publicAddress } from "#app/_server/address.ts";
import { requireMember } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { DiffView } from "#components/diff/diff-view.tsx";
import { ApprovalBar } from "#components/fixes/approval-bar.tsx";
import { FixGrid } from "#components/fixes/fix-grid.tsx";
import { FixHead } from "#components/fixes/fix-head.tsx";
import { NothingLeft } from "#components/fixes/left-repository.tsx";
import { ProposalToMerge } from "#components/fixes/proposal-to-merge.tsx";
import { ValidationCard } from "#components/fixes/validation-card.tsx";
import { WhyItMatters } from "#components/fixes/why-it-matters.tsx";
import { LeftForModels } from "#components/runs/left-models.tsx";
import { Live } from "#components/runs/live.tsx";
import { ConsolePage } from "#components/shell/page.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { readAttempts } from "#lib/services/attempts/index.ts";
import { may } from "#lib/services/audit/index.ts";
import { describeRule } from "#lib/services/findings/index.ts";
import { getFix, howToSign, lookAtReview, readChanges } from "#lib/services/fixes/index.ts";
import { ledgerLink } from "../../runs/[id]/model-work.tsx";
import { approveAction, beginApprovalAction, rejectAction } from "../actions.ts";
import { FoundBy } from "./found-by.tsx";
import { Outcome } from "./outcome.tsx";
import { reviewLink } from "./review-link.ts";
import { stepsOf } from "./steps.tsx";

interface Props {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  return { title: (await getFix(organization.id, id))?.title ?? "Not found" };
}

export default async function FixPage({ params, searchParams }: Props) {
  const [{ organization: slug, id }, query] = await Promise.all([params, searchParams]);
  const { actor, organization, role } = await requireMember(slug);
  const trouble = await lookAtReview(organization.id, id);
  const fix = await getFix(organization.id, id);
  if (fix === null) notFound();
  const base = `/o/${slug}`;
  const rule = fix.finding.detector === null ? describeRule(fix.ruleId) : null;
  const waiting = fix.state === "proposed";
  return (
    <ConsolePage
      crumbs={[
        { label: "Fixes", href: `${base}/fixes` },
        { label: fix.repository, href: `${base}/repositories/${fix.repositoryId}` },
        { label: fix.branch },
      ]}
      bar={
        <>
          {fix.state === "approved" && <Live href={`${base}/fixes/${id}/events`} />}
          <CopyButton value={publicAddress(`${base}/fixes/${id}`)} label="Copy link">
            Copy link
          </CopyButton>
        </>
      }
      footer={
        waiting && (
          <ApprovalBar
            approval={{
              fixId: id,
              commit: fix.headCommit,
              tree: fix.headTree,
              patch: fix.patchSha256,
              voided: fix.voided,
              ...(may(role, "fix.approve") && {
                signing: await howToSign(organization.id, actor.userId),
              }),
              hindrance: may(role, "fix.approve")
                ? (trouble ?? undefined)
                : `Approving needs the role approver. Yours is ${role}.`,
            }}
            begin={beginApprovalAction.bind(null, slug)}
            approve={approveAction.bind(null, slug)}
            reject={may(role, "fix.reject") ? rejectAction.bind(null, slug) : undefined}
          />
        )
      }
    >
      <FixHead
        fix={{
          title: fix.title,
          state: fix.state,
          voided: fix.voided,
          waitsForCi: fix.ciState === "waiting",
          severity: fix.severity,
          ...(rule && { weakness: { id: fix.cwe, href: `/docs/rules/${fix.ruleId}` } }),
          repository: { name: fix.repository, href: `${base}/repositories/${fix.repositoryId}` },
          branch: fix.branch,
          target: fix.targetBranch,
          review: reviewLink(fix.reviewUrl),
          proposedAt: fix.proposedAt.toISOString(),
          proposedBy: fix.model
            ? `Etna, with ${fix.model} under your key`
            : `Etna, rule ${fix.ruleId}`,
        }}
      />
      <Outcome fix={fix} organization={organization.name} />
      <FixGrid
        aside={
          <ProposalToMerge
            steps={stepsOf(fix, organization.name)}
            facts={[
              { label: "Fix", value: <Digest value={fix.id} label="id" /> },
              {
                label: "Run",
                value: (
                  <Link href={`${base}/runs/${fix.runId}`} className="link">
                    Run {fix.runNumber}
                  </Link>
                ),
              },
              {
                label: fix.finding.task
                  ? "Task"
                  : fix.findings.length === 1
                    ? "Finding"
                    : `${fix.findings.length} findings`,
                value: fix.findings.map((finding) => (
                  <Link
                    key={finding.id}
                    href={`${base}/findings/${finding.id}`}
                    className="link block break-all"
                  >
                    {fix.finding.task
                      ? "Asked for by a person"
                      : `${finding.path}:${finding.startLine}`}
                  </Link>
                )),
              },
              ...(fix.ledgerSha256
                ? [
                    {
                      label: "Ledger",
                      value: (
                        <>
                          <Digest value={fix.ledgerSha256} label="ledger digest" />{" "}
                          <Link href={`${base}/runs/${fix.runId}#h-left`} className="link">
                            What it lists
                          </Link>
                        </>
                      ),
                    },
                  ]
                : []),
              ...(fix.keyHint
                ? [{ label: "Key", value: <Digest value={fix.keyHint} label="key" /> }]
                : []),
            ]}
          />
        }
      >
        <WhyItMatters text={<Prose text={rule?.why ?? fix.finding.message} />}>
          {rule && <Prose text={fix.finding.message} />} <FoundBy fix={fix} />
          {fix.findings.slice(1).map((finding) => (
            <span key={finding.id} className="mt-2 block">
              <Prose text={finding.message} />
            </span>
          ))}
        </WhyItMatters>
        <ValidationCard checks={fix.checks} />
      </FixGrid>
      <DiffView
        files={readChanges(fix.patch)}
        layout={query.view === "unified" ? "unified" : "split"}
        layoutHrefs={{ split: "?view=split", unified: "?view=unified" }}
        notes={
          fix.finding.task ? {} : { [fix.finding.path]: `finding on line ${fix.finding.startLine}` }
        }
      />
      {fix.model ? (
        <LeftForModels
          attempts={await readAttempts(organization.id, fix.runId)}
          ledger={
            await ledgerLink({
              base,
              organizationId: organization.id,
              run: { id: fix.runId, number: fix.runNumber },
              fixId: fix.id,
            })
          }
        />
      ) : (
        <NothingLeft />
      )}
    </ConsolePage>
  );
}
